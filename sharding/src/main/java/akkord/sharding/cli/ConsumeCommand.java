package akkord.sharding.cli;

import akkord.protocol.grpc.v1.ConsumeRequest;
import akkord.protocol.grpc.v1.ConsumeResponse;
import akkord.protocol.grpc.v1.Delivery;
import akkord.protocol.grpc.v1.DescribeTopicRequest;
import akkord.protocol.grpc.v1.FetchRequest;
import akkord.protocol.grpc.v1.FetchResponse;
import akkord.protocol.grpc.v1.JoinConsumers;
import akkord.protocol.grpc.v1.PartitionDescription;
import akkord.protocol.grpc.v1.PartitionFetch;
import akkord.sharding.client.AkkordClient;
import akkord.sharding.client.AnswerStream;
import akkord.sharding.client.Methods;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code akkord consume}. */
@Command(
        name = "consume",
        description = {
            "Print records: by default the value of each and a newline, byte for byte.",
            "Ends at the end that the topic has when the command begins, unless --follow is given.",
            "Partitions are read side by side; the order within each is kept.",
            "With --group it reads what its group gives it, commits what it has printed, and goes on until interrupted.",
            "With --queue, too, the group is a share group: records go one by one to whoever is free, and it accepts "
                    + "what it has printed."
        },
        footer = {
            "",
            "A format is text with \\n \\t \\r \\0 \\e \\\\ \\xHH and",
            "  %%v  value                     %%t  timestamp in milliseconds",
            "  %%k  key                       %%T  timestamp as date and time",
            "  %%o  offset                    %%h  headers: name=value,...",
            "  %%p  partition                 %%d  deliveries so far (--queue)",
            "  %%%%  a percent sign",
            "",
            "Examples:",
            "  akkord consume greetings --from-beginning",
            "  akkord consume orders --partition 2 --offset -10 --format '%%o %%k %%v\\n'",
            "  akkord consume orders --time 15m --follow",
            "  akkord consume orders --group billing",
            "  akkord consume jobs --group workers --queue --format '%%o (%%d) %%v\\n'"
        })
public final class ConsumeCommand implements Callable<Integer> {

    private static final int ANSWER_BYTES = 1 << 20;

    /** What it may have of a queue and not have printed yet. */
    private static final int QUEUE_RECORDS = 500;

    @Mixin
    private final Connection connection = new Connection();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "TOPIC", description = "The topic's name.")
    private String topic = "";

    @ArgGroup(exclusive = true)
    private @Nullable From from;

    @Option(
            names = "--partition",
            paramLabel = "N",
            split = ",",
            description = "Only these partitions (default: all); may be repeated.")
    private final List<Integer> partitions = new ArrayList<>();

    @Option(
            names = "--group",
            paramLabel = "GROUP",
            description = "Read as a member of this group, from where it is; --from-beginning, --time or --follow say "
                    + "where to begin in partitions it has not read yet (default: the beginning; --follow: the end).")
    private @Nullable String group;

    @Option(names = "--queue", description = "With --group: take records from its queue, beside others that take them.")
    private boolean queue;

    @Option(names = "--max", paramLabel = "N", description = "End after N records.")
    private long max = Long.MAX_VALUE;

    @Option(names = "--follow", description = "Go on with what comes, until interrupted.")
    private boolean follow;

    @Option(names = "--format", paramLabel = "TEXT", description = "How to print a record (default: '%%v\\n').")
    private String format = RecordFormat.DEFAULT;

    @Option(
            names = "--null-marker",
            paramLabel = "TEXT",
            description = "Printed for an absent key or value (default: nothing).")
    private String nullMarker = "";

    @Option(names = "--quiet", description = "No progress on standard error.")
    private boolean quiet;

    /** At most one of these; without any, the beginning, or with --follow the end. */
    private static final class From {
        @Option(names = "--from-beginning", description = "Begin with the oldest record (default without --follow).")
        private boolean beginning;

        @Option(
                names = "--offset",
                paramLabel = "N",
                description = "Begin at this offset; below zero: that many records before the end.")
        private @Nullable Long offset;

        @Option(
                names = "--time",
                paramLabel = "TIME",
                description = "Begin with the first record at or after: milliseconds since 1970, "
                        + "2026-01-01T00:00:00Z, or how long ago (90s, 15m, 2h, 7d).")
        private @Nullable String time;
    }

    @Override
    public Integer call() throws InterruptedException {
        Checks.given(spec, "--max", max, 1);
        if (group != null && !partitions.isEmpty())
            throw Checks.misuse(spec, "--partition does not go with --group: the group says who reads what.");
        if (group != null && from != null && from.offset != null)
            throw Checks.misuse(spec, "--offset does not go with --group: see akkord group reset.");
        if (group == null && queue) throw Checks.misuse(spec, "--queue goes with --group: whose queue is it?");
        RecordFormat recordFormat;
        StartingPoint start;
        try {
            recordFormat = RecordFormat.parse(format, Escapes.bytes(nullMarker));
            start = start();
        } catch (IllegalArgumentException wrong) {
            throw Checks.misuse(spec, String.valueOf(wrong.getMessage()));
        }
        boolean shown = !quiet && Terminal.isStandardError() && !Terminal.isStandardOutput();
        Progress progress = new Progress(Checks.err(spec), shown);
        RecordPrinter printer = new RecordPrinter(System.out, recordFormat, max, progress, follow);
        String member = group;
        if (member != null) return readAs(member, start, printer, progress);
        try (AkkordClient client = connection.open();
                AnswerStream<FetchRequest, FetchResponse> answers = client.fetchStream(request(client, start));
                Interrupt interrupt = Interrupt.calls(answers::close)) {
            printer.printAll(answers);
        } finally {
            progress.end();
        }
        if (shown) Checks.err(spec).println("Read " + progress.soFar());
        return printer.unreadable(Checks.err(spec)) ? 1 : 0;
    }

    private int readAs(String member, StartingPoint start, RecordPrinter printer, Progress progress)
            throws InterruptedException {
        JoinConsumers join = JoinConsumers.newBuilder()
                .setGroup(member)
                .addTopics(topic)
                .setStart(start.of(PartitionDescription.getDefaultInstance()))
                .setMaxBytes(ANSWER_BYTES)
                .setDelivery(queue ? Delivery.DELIVERY_QUEUE : Delivery.DELIVERY_AT_LEAST_ONCE)
                .setMaxRecords((int) Math.min(max, QUEUE_RECORDS))
                .build();
        try (AkkordClient client = connection.open();
                AnswerStream<ConsumeRequest, ConsumeResponse> stream = client.consume(join);
                Interrupt interrupt = Interrupt.calls(stream::close)) {
            if (queue) new QueueReader(stream, printer, Checks.err(spec), !quiet).readAll();
            else new GroupReader(topic, stream, printer, Checks.err(spec), !quiet).readAll();
        } finally {
            progress.end();
        }
        return printer.unreadable(Checks.err(spec)) ? 1 : 0;
    }

    private StartingPoint start() {
        From given = from;
        if (given == null) return follow ? StartingPoint.LATEST : StartingPoint.EARLIEST;
        if (given.offset != null) return StartingPoint.offset(given.offset);
        if (given.time != null) return StartingPoint.time(StartingPoint.millis(given.time, System.currentTimeMillis()));
        return StartingPoint.EARLIEST;
    }

    private FetchRequest request(AkkordClient client, StartingPoint start) throws InterruptedException {
        DescribeTopicRequest describe =
                DescribeTopicRequest.newBuilder().setName(topic).build();
        List<PartitionDescription> all =
                client.call(Methods.DESCRIBE_TOPIC, describe).getTopic().getPartitionsList();
        if (isFromTheEnd()) all = new PartitionEnds(topic, Connection::open).of(client, all);
        FetchRequest.Builder request =
                FetchRequest.newBuilder().setMaxBytes(ANSWER_BYTES).setUntilEnd(!follow);
        for (PartitionDescription partition : all) {
            if (partitions.isEmpty() || partitions.contains(partition.getPartition()))
                request.addPartitions(fetch(partition.getPartition(), start.of(partition)));
        }
        for (int wanted : partitions) {
            if (wanted < 0 || wanted >= all.size())
                throw new CommandFailedException("Topic " + topic + " has no partition " + wanted + ": it has "
                        + all.size() + ", numbered from 0.");
        }
        return request.build();
    }

    /** Whether to begin so many records before the end, wherever that is. */
    private boolean isFromTheEnd() {
        From given = from;
        return given != null && given.offset != null && given.offset < 0;
    }

    private PartitionFetch fetch(int partition, akkord.protocol.grpc.v1.Start start) {
        return PartitionFetch.newBuilder()
                .setTopic(topic)
                .setPartition(partition)
                .setStart(start)
                .build();
    }
}
