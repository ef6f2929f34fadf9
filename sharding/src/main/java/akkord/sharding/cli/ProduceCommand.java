package akkord.sharding.cli;

import akkord.protocol.grpc.v1.Acks;
import akkord.protocol.grpc.v1.Compression;
import akkord.protocol.grpc.v1.Header;
import akkord.protocol.grpc.v1.ProduceRequest;
import akkord.sharding.client.AkkordClient;
import akkord.sharding.client.ProduceStream;
import com.google.protobuf.ByteString;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code akkord produce}. */
@Command(
        name = "produce",
        description = {
            "Write records: every line of the files, or of standard input, is one.",
            "Lines are bytes, not text: what goes in comes out. A last line without a newline counts."
        },
        footer = {
            "",
            "Examples:",
            "  echo 'hello, world' | akkord produce greetings",
            "  akkord produce orders --key-separator : --compression zstd orders.txt"
        })
public final class ProduceCommand implements Callable<Integer> {

    private static final int CHUNK_BYTES = 1 << 20;
    private static final String STANDARD_INPUT = "-";

    @Mixin
    private final Connection connection = new Connection();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "TOPIC", description = "The topic's name.")
    private String topic = "";

    @Parameters(index = "1..*", paramLabel = "FILE", description = "Files to read; '-' or none: standard input.")
    private final List<String> files = new ArrayList<>();

    @Option(
            names = "--key-separator",
            paramLabel = "TEXT",
            description = "What ends the key of each line; the first counts. Without it records have no key.")
    private @Nullable String keySeparator;

    @Option(
            names = "--partition",
            paramLabel = "N",
            description = "Where to write (default: by the key's hash, or by turns where there is no key).")
    private @Nullable Integer partition;

    @Option(
            names = "--acks",
            paramLabel = "all|leader|none",
            converter = ProduceOptions.AcksConverter.class,
            description = "Who must have a record before it is acknowledged; also -1, 1, 0 (default: all).")
    private Acks acks = Acks.ACKS_ALL;

    @Option(
            names = "--compression",
            paramLabel = "none|gzip|snappy|lz4|zstd",
            converter = ProduceOptions.CompressionConverter.class,
            description = "How records are compressed, on disk too (default: none).")
    private Compression compression = Compression.COMPRESSION_NONE;

    @Option(
            names = "--batch-bytes",
            paramLabel = "N",
            description = "About how much goes into one request (default: ${DEFAULT-VALUE}).")
    private int batchBytes = 128 << 10;

    @Option(names = "--header", paramLabel = "NAME=VALUE", description = "A header for every record; repeatable.")
    private final Map<String, String> headers = new LinkedHashMap<>();

    @Option(
            names = "--null-marker",
            paramLabel = "TEXT",
            description = "A key or value that is exactly this is absent (a value: a tombstone).")
    private @Nullable String nullMarker;

    @Option(
            names = "--report-acked",
            paramLabel = "FILE",
            description = "Write a line 'NUMBER PARTITION OFFSET' for every acknowledged record; NUMBER counts "
                    + "the records of the input from 1.")
    private @Nullable Path reportAcked;

    @Option(names = "--quiet", description = "No progress and no summary on standard error.")
    private boolean quiet;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Checks.given(spec, "--batch-bytes", batchBytes, 1);
        RecordParser parser = parser();
        try (OutputStream report = reportAcked == null ? null : open(reportAcked);
                AkkordClient client = connection.open()) {
            Acknowledgements acknowledgements = new Acknowledgements(report);
            ProduceStream stream = client.produceStream(acknowledgements);
            Progress progress = new Progress(Checks.err(spec), !quiet && Terminal.isStandardError());
            ProduceRun run = new ProduceRun(stream, acknowledgements, template(), batchBytes, progress);
            try (Interrupt interrupt = Interrupt.runs(() -> interrupted(run, progress, acknowledgements))) {
                produce(run, parser);
                run.finish();
            } finally {
                progress.end();
            }
            summarise(progress, acknowledgements);
        }
        return 0;
    }

    private void produce(ProduceRun run, RecordParser parser) throws IOException, InterruptedException {
        long lineNumber = 0;
        for (String file : files.isEmpty() ? List.of(STANDARD_INPUT) : files) {
            try (InputStream in = input(file)) {
                Lines lines = new Lines(in, CHUNK_BYTES, run::flush);
                for (ByteString line = lines.next(); line != null; line = lines.next()) {
                    if (!run.add(parser.parse(line, ++lineNumber))) return;
                }
            }
        }
    }

    /** Unbuffered, because {@link Lines} reads big pieces and asks what is available. */
    private static InputStream input(String file) throws IOException {
        if (!file.equals(STANDARD_INPUT)) return Files.newInputStream(Path.of(file));
        return System.in instanceof java.io.BufferedInputStream ? new FileInputStream(FileDescriptor.in) : System.in;
    }

    private static OutputStream open(Path file) throws IOException {
        return new BufferedOutputStream(Files.newOutputStream(file), CHUNK_BYTES);
    }

    private RecordParser parser() {
        List<Header> list = new ArrayList<>();
        headers.forEach((name, value) -> list.add(Header.newBuilder()
                .setName(name)
                .setValue(ByteString.copyFromUtf8(value))
                .build()));
        ByteString separator = escaped(keySeparator);
        if (separator != null && separator.isEmpty()) throw Checks.misuse(spec, "--key-separator must not be empty.");
        return new RecordParser(separator, escaped(nullMarker), list);
    }

    private @Nullable ByteString escaped(@Nullable String text) {
        if (text == null) return null;
        try {
            return ByteString.copyFrom(Escapes.bytes(text));
        } catch (IllegalArgumentException wrong) {
            throw Checks.misuse(spec, String.valueOf(wrong.getMessage()));
        }
    }

    private ProduceRequest template() {
        ProduceRequest.Builder template =
                ProduceRequest.newBuilder().setTopic(topic).setAcks(acks).setCompression(compression);
        if (partition != null) template.setPartition(partition);
        return template.build();
    }

    private void interrupted(ProduceRun run, Progress progress, Acknowledgements acknowledgements) {
        try {
            run.finish();
            progress.end();
            summarise(progress, acknowledgements);
        } catch (RuntimeException failed) {
            Checks.err(spec).println("akkord: " + Sentences.sentence(failed));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        Checks.err(spec).flush();
    }

    private void summarise(Progress progress, Acknowledgements acknowledgements) {
        if (quiet) return;
        Checks.err(spec).println("Wrote " + progress.soFar() + acknowledgements.counts());
        Checks.err(spec).flush();
    }
}
