package akkord.sharding.cli;

import akkord.protocol.grpc.v1.DeleteTopicRequest;
import akkord.sharding.client.AkkordClient;
import akkord.sharding.client.Methods;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code akkord topic delete}. */
@Command(
        name = "delete",
        description = "Delete topics with all their records. The first that cannot be deleted ends the command.",
        footer = {"", "Example:", "  akkord topic delete orders"})
final class TopicDeleteCommand implements Callable<Integer> {

    @Mixin
    private final Connection connection = new Connection();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "TOPIC", arity = "1..*", description = "The names of the topics.")
    private final List<String> names = new ArrayList<>();

    @Override
    public Integer call() throws InterruptedException {
        try (AkkordClient client = connection.open()) {
            for (String name : names) {
                DeleteTopicRequest request =
                        DeleteTopicRequest.newBuilder().setName(name).build();
                client.call(Methods.DELETE_TOPIC, request);
                Checks.out(spec).println("Deleted topic " + name + ".");
            }
        }
        return 0;
    }
}
