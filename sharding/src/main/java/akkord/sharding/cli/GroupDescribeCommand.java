package akkord.sharding.cli;

import akkord.protocol.grpc.v1.DescribeGroupRequest;
import akkord.protocol.grpc.v1.DescribeGroupResponse;
import akkord.protocol.grpc.v1.GroupMember;
import akkord.protocol.grpc.v1.GroupOffset;
import akkord.sharding.client.AkkordClient;
import akkord.sharding.client.Methods;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code akkord group describe}. */
@Command(
        name = "describe",
        description = {
            "Show a group's members, and how far it has come in each partition.",
            "How far it lags behind is known for the partitions that the node that is asked leads."
        },
        footer = {"", "Example:", "  akkord group describe billing"})
final class GroupDescribeCommand implements Callable<Integer> {

    @Mixin
    private final Connection connection = new Connection();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "GROUP", description = "The group's name.")
    private String name = "";

    @Option(names = "--output", paramLabel = "text|json", description = "For people, or for programs (default: text).")
    private OutputFormat output = OutputFormat.TEXT;

    @Override
    public Integer call() throws InterruptedException {
        DescribeGroupRequest request =
                DescribeGroupRequest.newBuilder().setName(name).build();
        try (AkkordClient client = connection.open()) {
            DescribeGroupResponse group = client.call(Methods.DESCRIBE_GROUP, request);
            PrintWriter out = Checks.out(spec);
            if (output == OutputFormat.JSON) out.println(MessageJson.of(group));
            else print(group, out);
        }
        return 0;
    }

    private static void print(DescribeGroupResponse group, PrintWriter out) {
        out.println(
                "group " + group.getGroup().getName() + ", " + group.getGroup().getState() + ", generation "
                        + group.getGeneration() + (group.getProtocol().isEmpty() ? "" : ", " + group.getProtocol()));
        if (group.getMembersCount() > 0) {
            Table members = new Table("MEMBER", "INSTANCE", "CLIENT", "HOST");
            for (GroupMember member : group.getMembersList())
                members.row(member.getId(), member.getInstanceId(), member.getClientId(), member.getHost());
            members.print(out);
        }
        if (group.getOffsetsCount() == 0) return;
        out.println();
        Table offsets = new Table("TOPIC", "PARTITION", "OFFSET", "END", "LAG");
        for (GroupOffset offset : group.getOffsetsList())
            offsets.row(
                    offset.getTopic(),
                    offset.getPartition(),
                    offset.getOffset(),
                    offset.hasEndOffset() ? offset.getEndOffset() : "?",
                    offset.hasEndOffset() ? Math.max(0, offset.getEndOffset() - offset.getOffset()) : "?");
        offsets.print(out);
    }
}
