package akkord.system;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32C;

/** Everything {@code akkord consume} gives of a topic, held against a {@link Ledger} byte for byte. */
final class ReadBack {

    /** That a long has for certain. */
    private static final int DIGITS_MAX = 18;

    private final Corpus corpus;
    private final Ledger ledger;
    private final long[] nextOffset;
    private final long[] kept;
    private final CRC32C[] checksums;
    private final List<byte[]> unpromised = new ArrayList<>();
    private final byte[] chunk = new byte[1 << 18];
    private int chunkAt;
    private int chunkEnd;
    private byte[] line = new byte[1 << 20];
    private int length;

    private ReadBack(Corpus corpus, Ledger ledger) {
        this.corpus = corpus;
        this.ledger = ledger;
        this.nextOffset = new long[ledger.partitions()];
        this.kept = new long[ledger.partitions()];
        this.checksums = new CRC32C[ledger.partitions()];
        Arrays.setAll(checksums, p -> new CRC32C());
    }

    /** Fails at the first record that is out of order, or is not what was promised to be there. */
    static ReadBack of(RunningNode node, String topic, Corpus corpus, Ledger ledger) throws Exception {
        ReadBack readBack = new ReadBack(corpus, ledger);
        Process consume = Akkord.command(List.of(
                        "consume",
                        topic,
                        "--from-beginning",
                        "--format",
                        "%p %o %v\\n",
                        "--quiet",
                        "--server",
                        node.server()))
                .redirectInput(Akkord.nothing())
                .start();
        CompletableFuture<String> err = Akkord.drained(consume.getErrorStream());
        try (InputStream records = consume.getInputStream()) {
            while (readBack.readLine(records)) readBack.check();
        } finally {
            consume.destroyForcibly();
        }
        if (consume.waitFor() != 0) throw new AssertionError("consume failed: " + err.join() + "\n" + node.logTail());
        return readBack;
    }

    private boolean readLine(InputStream in) throws IOException {
        length = 0;
        while (true) {
            if (chunkAt == chunkEnd) {
                chunkAt = 0;
                chunkEnd = Math.max(0, in.read(chunk));
                if (chunkEnd > 0) continue;
                if (length > 0) throw new AssertionError("the last record is torn");
                return false;
            }
            int from = chunkAt;
            while (chunkAt < chunkEnd && chunk[chunkAt] != '\n') chunkAt++;
            append(from, chunkAt);
            if (chunkAt < chunkEnd) {
                chunkAt++;
                return true;
            }
        }
    }

    private void append(int from, int to) {
        if (length + to - from > line.length) line = Arrays.copyOf(line, Math.max(line.length * 2, length + to - from));
        System.arraycopy(chunk, from, line, length, to - from);
        length += to - from;
    }

    private void check() {
        int space = indexOf(' ', 0);
        int partition = Math.toIntExact(number(0, space));
        int second = indexOf(' ', space + 1);
        long offset = number(space + 1, second);
        int from = second + 1;
        if (offset != nextOffset[partition]++)
            throw new AssertionError("partition " + partition + " gave offset " + offset + " where "
                    + (nextOffset[partition] - 1) + " was due");
        int promised = ledger.lineAt(partition, offset);
        if (promised < 0) {
            unpromised.add(Arrays.copyOfRange(line, from, length));
            return;
        }
        if (!corpus.lineEquals(promised, line, from, length - from))
            throw new AssertionError("offset " + offset + " of partition " + partition + " is not line " + promised
                    + " of the corpus, as was acknowledged, but: " + ascii(from, Math.min(length, from + 200)));
        checksums[partition].update(line, from, length - from);
        kept[partition]++;
    }

    private int indexOf(char wanted, int from) {
        int at = from;
        while (line[at] != wanted) at++;
        return at;
    }

    /** Some millions of lines are read: no string is made of each. */
    private long number(int from, int to) {
        if (from == to || to - from > DIGITS_MAX) throw new AssertionError("no number: " + ascii(from, to));
        long number = 0;
        for (int at = from; at < to; at++) {
            int digit = line[at] - '0';
            if (digit < 0 || digit > 9) throw new AssertionError("no number: " + ascii(from, to));
            number = number * 10 + digit;
        }
        return number;
    }

    private String ascii(int from, int to) {
        return new String(line, from, to - from, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    /** Promised records that were there. */
    long kept(int partition) {
        return kept[partition];
    }

    /** Over the promised records, in the order they came. */
    long checksum(int partition) {
        return checksums[partition].getValue();
    }

    long records() {
        return Arrays.stream(nextOffset).sum();
    }

    /** Written, but never acknowledged: the node died in between. */
    List<byte[]> unpromised() {
        return unpromised;
    }
}
