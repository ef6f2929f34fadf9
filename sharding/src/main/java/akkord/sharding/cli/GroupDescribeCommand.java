package akkord.sharding.cli;

import akkord.protocol.domain.TopicPartition;
import akkord.protocol.grpc.v1.DescribeGroupRequest;
import akkord.protocol.grpc.v1.DescribeGroupResponse;
import akkord.protocol.grpc.v1.DescribeTopicRequest;
import akkord.protocol.grpc.v1.GroupMember;
import akkord.protocol.grpc.v1.GroupOffset;
import akkord.protocol.grpc.v1.PartitionDescription;
import akkord.sharding.client.AkkordClient;
import akkord.sharding.client.Methods;
import akkord.sharding.client.ServerRefusedException;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
            "Where a partition ends, and so how far the group lags behind, is asked of the node that leads it."
        },
        footer = {"", "Example:", "  akkord group describe billing"})
final class GroupDescribeCommand implements Callable<Integer> {

    /** The types of groups whose generations are called epochs. */
    private static final Set<String> EPOCHS = Set.of("consumer", "share");

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
            else print(group, ends(client, group), out);
        }
        return 0;
    }

    /** By topic and partition; not of those whose leader does not say. */
    private Map<TopicPartition, Long> ends(AkkordClient client, DescribeGroupResponse group)
            throws InterruptedException {
        Map<TopicPartition, Long> ends = new HashMap<>();
        Set<String> elsewhere = new TreeSet<>();
        for (GroupOffset offset : group.getOffsetsList()) {
            if (offset.hasEndOffset())
                ends.put(new TopicPartition(offset.getTopic(), offset.getPartition()), offset.getEndOffset());
            else elsewhere.add(offset.getTopic());
        }
        for (String topic : elsewhere) {
            try {
                DescribeTopicRequest request =
                        DescribeTopicRequest.newBuilder().setName(topic).build();
                List<PartitionDescription> known =
                        client.call(Methods.DESCRIBE_TOPIC, request).getTopic().getPartitionsList();
                for (PartitionDescription partition : new PartitionEnds(topic, Connection::open).of(client, known))
                    ends.put(new TopicPartition(topic, partition.getPartition()), partition.getHighWatermark());
            } catch (ServerRefusedException | CommandFailedException unknown) {
                Checks.err(spec).println("The end of topic " + topic + " is not known: " + unknown.getMessage());
            }
        }
        return ends;
    }

    private static void print(DescribeGroupResponse group, Map<TopicPartition, Long> ends, PrintWriter out) {
        String counted = EPOCHS.contains(group.getGroup().getType()) ? ", epoch " : ", generation ";
        out.println(
                "group " + group.getGroup().getName() + ", " + group.getGroup().getState() + counted
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
        for (GroupOffset offset : group.getOffsetsList()) {
            Long end = ends.get(new TopicPartition(offset.getTopic(), offset.getPartition()));
            offsets.row(
                    offset.getTopic(),
                    offset.getPartition(),
                    offset.getOffset(),
                    end == null ? "?" : end,
                    end == null ? "?" : Math.max(0, end - offset.getOffset() - offset.getDone()));
        }
        offsets.print(out);
    }
}
