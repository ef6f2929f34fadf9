package akkord.sharding.cli;

import akkord.protocol.grpc.v1.DescribeGroupRequest;
import akkord.protocol.grpc.v1.DescribeTopicRequest;
import akkord.protocol.grpc.v1.FetchRequest;
import akkord.protocol.grpc.v1.GroupOffset;
import akkord.protocol.grpc.v1.NewGroupOffset;
import akkord.protocol.grpc.v1.PartitionDescription;
import akkord.protocol.grpc.v1.PartitionFetch;
import akkord.protocol.grpc.v1.PartitionRecords;
import akkord.protocol.grpc.v1.SetGroupOffsetsRequest;
import akkord.protocol.grpc.v1.Start;
import akkord.sharding.client.AkkordClient;
import akkord.sharding.client.Methods;
import akkord.sharding.client.ServerRefusedException;
import io.grpc.Status;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code akkord group reset}. */
@Command(
        name = "reset",
        description = {
            "Set from where a group without members reads a topic next, in every partition.",
            "An offset outside of what a partition has is moved to the nearest that it has."
        },
        footer = {"", "Example:", "  akkord group reset billing orders --to earliest --dry-run"})
final class GroupResetCommand implements Callable<Integer> {

    @Mixin
    private final Connection connection = new Connection();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "GROUP", description = "The group's name.")
    private String group = "";

    @Parameters(index = "1", paramLabel = "TOPIC", description = "The topic's name.")
    private String topic = "";

    @ArgGroup(multiplicity = "1")
    private Target target = new Target();

    @Option(names = "--dry-run", description = "Only show what would be set.")
    private boolean dryRun;

    /** One of these. */
    static final class Target {
        @Option(names = "--to", paramLabel = "earliest|latest|OFFSET", description = "The same for every partition.")
        private @Nullable String to;

        @Option(
                names = "--shift-by",
                paramLabel = "N",
                description = "N records on from where the group is; below zero: back.")
        private @Nullable Long shiftBy;

        @Option(
                names = "--time",
                paramLabel = "TIME",
                description = "The first record at or after: milliseconds since 1970, 2026-01-01T00:00:00Z, or how "
                        + "long ago (90s, 15m, 2h, 7d).")
        private @Nullable String time;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (AkkordClient client = connection.open()) {
            Map<Integer, Long> before = committed(client);
            SetGroupOffsetsRequest.Builder request =
                    SetGroupOffsetsRequest.newBuilder().setName(group);
            Table table = new Table("TOPIC", "PARTITION", "FROM", "TO");
            for (PartitionDescription partition : partitions(client)) {
                long offset = offset(client, partition, before.get(partition.getPartition()));
                request.addOffsets(NewGroupOffset.newBuilder()
                        .setTopic(topic)
                        .setPartition(partition.getPartition())
                        .setOffset(offset));
                Long from = before.get(partition.getPartition());
                table.row(topic, partition.getPartition(), from == null ? "none" : from, offset);
            }
            if (!dryRun) client.call(Methods.SET_GROUP_OFFSETS, request.build());
            table.print(Checks.out(spec));
        }
        return 0;
    }

    /** Of this topic, by partition; nothing where there is no such group yet. */
    private Map<Integer, Long> committed(AkkordClient client) throws InterruptedException {
        Map<Integer, Long> offsets = new HashMap<>();
        try {
            DescribeGroupRequest request =
                    DescribeGroupRequest.newBuilder().setName(group).build();
            for (GroupOffset offset :
                    client.call(Methods.DESCRIBE_GROUP, request).getOffsetsList())
                if (offset.getTopic().equals(topic)) offsets.put(offset.getPartition(), offset.getOffset());
        } catch (ServerRefusedException none) {
            if (none.code() != Status.Code.NOT_FOUND) throw none;
        }
        return offsets;
    }

    private List<PartitionDescription> partitions(AkkordClient client) throws InterruptedException {
        DescribeTopicRequest request =
                DescribeTopicRequest.newBuilder().setName(topic).build();
        List<PartitionDescription> known =
                client.call(Methods.DESCRIBE_TOPIC, request).getTopic().getPartitionsList();
        return new PartitionEnds(topic, Connection::open).of(client, known);
    }

    private long offset(AkkordClient client, PartitionDescription partition, @Nullable Long from)
            throws InterruptedException {
        long earliest = partition.getLogStartOffset();
        long latest = partition.getHighWatermark();
        String time = target.time;
        if (time != null) return atTime(client, partition.getPartition(), time);
        return Math.max(earliest, Math.min(latest, wanted(earliest, latest, from)));
    }

    /** The end where no record is as late. */
    private long atTime(AkkordClient client, int partition, String time) throws InterruptedException {
        Start start = Start.newBuilder().setTimestampMs(millis(time)).build();
        FetchRequest request = FetchRequest.newBuilder()
                .addPartitions(PartitionFetch.newBuilder()
                        .setTopic(topic)
                        .setPartition(partition)
                        .setStart(start))
                .setMaxBytes(1)
                .setUntilEnd(true)
                .build();
        PartitionRecords found = client.call(Methods.FETCH, request).getPartitions(0);
        if (found.hasError()) throw new CommandFailedException(found.getError().getMessage());
        return found.getRecordsCount() > 0 ? found.getRecords(0).getOffset() : found.getNextOffset();
    }

    private long millis(String time) {
        try {
            return StartingPoint.millis(time, System.currentTimeMillis());
        } catch (IllegalArgumentException wrong) {
            throw Checks.misuse(spec, String.valueOf(wrong.getMessage()));
        }
    }

    private long wanted(long earliest, long latest, @Nullable Long from) {
        if (target.shiftBy != null) return (from == null ? earliest : from) + target.shiftBy;
        String to = target.to == null ? "" : target.to;
        if (to.equals("earliest")) return earliest;
        if (to.equals("latest")) return latest;
        if (to.matches("\\d{1,18}")) return Long.parseLong(to);
        throw Checks.misuse(spec, "--to is earliest, latest or an offset, not '" + to + "'.");
    }
}
