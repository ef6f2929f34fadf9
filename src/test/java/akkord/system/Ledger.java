package akkord.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/** What the node has promised: which line of the corpus is at which offset of which partition. */
final class Ledger {

    private static final int NOBODY = -1;

    private final Corpus corpus;
    private final boolean[] acknowledged;
    private final List<int[]> lineAt = new ArrayList<>();
    private int count;

    Ledger(Corpus corpus, int partitions) {
        this.corpus = corpus;
        this.acknowledged = new boolean[corpus.lines()];
        for (int i = 0; i < partitions; i++) lineAt.add(new int[0]);
    }

    /** The lines nobody has promised to keep yet, in their order. */
    int[] open() {
        int[] open = new int[corpus.lines() - count];
        int next = 0;
        for (int line = 0; line < acknowledged.length; line++) if (!acknowledged[line]) open[next++] = line;
        return open;
    }

    int count() {
        return count;
    }

    /** Takes over what {@code produce --report-acked} wrote. @param sent which line each of its records was */
    void add(Path report, int[] sent) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(report)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int first = line.indexOf(' ');
                int second = line.indexOf(' ', first + 1);
                add(
                        sent[Integer.parseInt(line, 0, first, 10) - 1],
                        Integer.parseInt(line, first + 1, second, 10),
                        Integer.parseInt(line, second + 1, line.length(), 10));
            }
        }
    }

    private void add(int line, int partition, int offset) {
        if (acknowledged[line]) throw new AssertionError("line " + line + " was acknowledged twice");
        int[] offsets = lineAt.get(partition);
        if (offset >= offsets.length) {
            int before = offsets.length;
            offsets = Arrays.copyOf(offsets, Math.max(offset + 1, before * 2));
            Arrays.fill(offsets, before, offsets.length, NOBODY);
            lineAt.set(partition, offsets);
        }
        if (offsets[offset] != NOBODY)
            throw new AssertionError("offset " + offset + " of partition " + partition + " was given to lines "
                    + offsets[offset] + " and " + line);
        offsets[offset] = line;
        acknowledged[line] = true;
        count++;
    }

    /** The line promised to be there, or -1. */
    int lineAt(int partition, long offset) {
        int[] offsets = lineAt.get(partition);
        return offset < offsets.length ? offsets[(int) offset] : NOBODY;
    }

    int partitions() {
        return lineAt.size();
    }

    /** Over the promised lines of a partition, in the order of their offsets. */
    long checksum(int partition) {
        CRC32C checksum = new CRC32C();
        for (int line : lineAt.get(partition))
            if (line != NOBODY) checksum.update(corpus.bytes(), corpus.start(line), corpus.length(line));
        return checksum.getValue();
    }

    long promised(int partition) {
        return Arrays.stream(lineAt.get(partition))
                .filter(line -> line != NOBODY)
                .count();
    }
}
