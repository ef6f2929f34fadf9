package akkord.sharding.cli;

import akkord.protocol.grpc.v1.DeleteGroupRequest;
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

/** {@code akkord group delete}. */
@Command(
        name = "delete",
        description = {
            "Delete groups that have no members, with their offsets.",
            "The first that cannot be deleted ends the command."
        },
        footer = {"", "Example:", "  akkord group delete billing"})
final class GroupDeleteCommand implements Callable<Integer> {

    @Mixin
    private final Connection connection = new Connection();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "GROUP", arity = "1..*", description = "The names of the groups.")
    private final List<String> names = new ArrayList<>();

    @Override
    public Integer call() throws InterruptedException {
        try (AkkordClient client = connection.open()) {
            for (String name : names) {
                client.call(
                        Methods.DELETE_GROUP,
                        DeleteGroupRequest.newBuilder().setName(name).build());
                Checks.out(spec).println("Deleted group " + name + ".");
            }
        }
        return 0;
    }
}
