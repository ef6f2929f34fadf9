package akkord.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that a power cut or a bad disk has changed: what heals does so without loss, all else is refused by name. */
@Timeout(120)
class JournalDamageTest {

    private static final int EVENTS = 30;
    private static final int ROUNDS = Integer.getInteger("akkord.test.damage.rounds", 2);

    /** What the log's file is reserved ahead by; a clean stop gives back what is left of it. */
    private static final int RESERVED_BYTES = 64 * 1024;

    @TempDir
    Path folder;

    private final long seed = Long.getLong("akkord.test.seed", System.nanoTime());
    private final Random random = new Random(seed);

    /** Writes, closes, and gives the one open file of the log with all its bytes, reserved zeros included. */
    private Path written(int events) throws Exception {
        try (BareJournal journal = BareJournal.open(folder, "")) {
            journal.write("a", events);
        }
        List<Path> files = BareJournal.files(folder, "log_inprogress");
        return files.get(files.size() - 1);
    }

    private List<String> reopened() throws Exception {
        try (BareJournal journal = BareJournal.open(folder, "")) {
            List<String> found = journal.events("a");
            journal.write("a", 1);
            return found;
        }
    }

    private static int dataEnd(byte[] bytes) {
        int end = bytes.length;
        while (bytes[end - 1] == 0) end--;
        return end;
    }

    private void assertRefusedNaming(Path file) {
        assertThatThrownBy(this::reopened).as("seed %d", seed).satisfies(failure -> {
            StringBuilder all = new StringBuilder();
            for (Throwable t = failure; t != null; t = t.getCause())
                all.append(t.getMessage()).append('\n');
            assertThat(all.toString()).contains(String.valueOf(file.getFileName()));
        });
    }

    /** The entries that were there before the last ones were written must all be found, whatever became of those. */
    @BesideOthers
    void aTornTailHealsToAPrefixThatHoldsAllThatWasSyncedBefore() throws Exception {
        System.out.println("seed " + seed);
        Path log;
        int synced;
        try (BareJournal journal = BareJournal.open(folder, "")) {
            journal.write("a", 1);
            log = BareJournal.files(folder, "log_inprogress").get(0);
            synced = dataEnd(Files.readAllBytes(log));
            journal.write("a", EVENTS);
        }
        byte[] whole = Files.readAllBytes(log);
        int end = dataEnd(whole);
        for (int round = 0; round < 4 + 2 * ROUNDS; round++) {
            // The last entry's checksum is the narrowest place to be cut in, so it gets its turns.
            int cut = round < 4 ? end - 1 - round / 2 : synced + 4 + random.nextInt(end - synced - 4);
            for (Path left : BareJournal.files(folder, "log_")) Files.delete(left);
            boolean reserved = round % 2 == 0; // the file's length was on the disk, its last pages were not
            Files.write(
                    log,
                    reserved ? Arrays.copyOf(Arrays.copyOf(whole, cut), RESERVED_BYTES) : Arrays.copyOf(whole, cut));
            List<String> found = reopened();
            assertThat(found).as("seed %d, cut at %d", seed, cut).hasSizeBetween(1, 1 + EVENTS);
            assertThat(found).isEqualTo(BareJournal.numbersTo(found.size()));
        }
    }

    /** Every byte at which the last two entries can be cut, without starting a journal each time. */
    @BesideOthers
    void whereverTheLastEntriesAreCutWholeOnesAreLeft() throws Exception {
        byte[] whole = Arrays.copyOf(Files.readAllBytes(written(EVENTS)), RESERVED_BYTES);
        List<Integer> ends = entryEnds(whole);
        int end = ends.get(EVENTS - 1);
        for (int cut = ends.get(EVENTS - 3); cut <= end; cut++) {
            for (boolean reserved : new boolean[] {false, true}) {
                byte[] torn = Arrays.copyOf(whole, cut);
                byte[] healed = healed(reserved ? Arrays.copyOf(torn, whole.length) : torn);
                int left = entryEnds(healed).size();
                int before = (int) ends.stream().filter(at -> at <= torn.length).count();
                assertThat(left).as("cut at %d, reserved %b", cut, reserved).isBetween(before, before + 1);
                assertThat(dataEnd(healed)).isLessThanOrEqualTo(ends.get(left - 1));
                assertThat(Arrays.equals(healed, 0, ends.get(left - 1), whole, 0, ends.get(left - 1)))
                        .isTrue();
            }
        }
    }

    /** Every bit of the first and the last two entries: refused, or the file is as it was. */
    @BesideOthers
    void noFlippedBitIsTakenForATornTail() throws Exception {
        byte[] whole = Arrays.copyOf(Files.readAllBytes(written(EVENTS)), RESERVED_BYTES);
        List<Integer> ends = entryEnds(whole);
        for (int at = 8; at < ends.get(EVENTS - 1); at++) {
            if (at > ends.get(0) && at < ends.get(EVENTS - 3)) continue;
            for (int bit = 0; bit < 8; bit++) {
                byte[] damaged = whole.clone();
                damaged[at] ^= (byte) (1 << bit);
                try {
                    byte[] after = healed(damaged);
                    assertThat(Arrays.equals(after, whole))
                            .as("byte %d, bit %d", at, bit)
                            .isTrue();
                } catch (IOException refused) {
                    assertThat(refused).hasMessageContaining("log_inprogress_0 is damaged");
                }
            }
        }
    }

    private byte[] healed(byte[] damaged) throws IOException {
        Path alone = Files.createDirectories(folder.resolve("alone"));
        Path file = Files.write(alone.resolve("log_inprogress_0"), damaged);
        RaftLogFiles.heal(alone);
        return Files.readAllBytes(file);
    }

    /** The byte after each of our entries; lengths here take one byte. Raft's own first entry is left out. */
    private static List<Integer> entryEnds(byte[] bytes) {
        List<Integer> ends = new ArrayList<>();
        int at = 8;
        while (at < bytes.length && bytes[at] > 0) {
            at += 1 + bytes[at] + 4;
            ends.add(at);
        }
        return ends.subList(1, ends.size());
    }

    @BesideOthers
    void aFlippedBitInTheOpenLogFileIsRefusedAndNeverLosesAnEntry() throws Exception {
        System.out.println("seed " + seed);
        Path log = written(EVENTS);
        byte[] whole = Files.readAllBytes(log);
        int end = dataEnd(whole);
        for (int round = 0; round < 4 * ROUNDS; round++) {
            byte[] damaged = Arrays.copyOf(whole, round % 2 == 0 ? whole.length : RESERVED_BYTES);
            damaged[random.nextInt(end)] ^= (byte) (1 << random.nextInt(8));
            Files.write(log, damaged);
            assertRefusedNaming(log);
        }
        Files.write(log, whole);
        assertThat(reopened()).isEqualTo(BareJournal.numbersTo(EVENTS));
    }

    /** Ratis alone would take either for a torn tail, and pass over what follows. */
    @BesideOthers
    void aLengthThatLeadsPastTheEndIsRefusedInTheMiddleAndInTheLastEntry() throws Exception {
        Path log = written(EVENTS);
        byte[] whole = Files.readAllBytes(log);
        int first = 8;
        byte[] middle = whole.clone();
        middle[first] |= (byte) 0x80;
        middle[first + 1] |= (byte) 0x80;
        Files.write(log, middle);
        assertRefusedNaming(log);

        int at = first;
        int end = dataEnd(whole);
        while (at + 1 + whole[at] + 4 < end) at += 1 + whole[at] + 4;
        byte[] last = whole.clone();
        last[at] ^= 0x20;
        Files.write(log, last);
        assertRefusedNaming(log);
    }

    @BesideOthers
    void damageInAClosedLogFileIsRefused() throws Exception {
        try (BareJournal journal = BareJournal.open(folder, "akkord.journal.segment-bytes = 4 KiB")) {
            journal.write("a", 200);
        }
        List<Path> files = BareJournal.files(folder, "log_");
        assertThat(files).hasSizeGreaterThan(2);
        Path closed = files.get(1);
        byte[] whole = Files.readAllBytes(closed);
        byte[] flipped = whole.clone();
        flipped[8 + random.nextInt(whole.length - 8)] ^= 1;
        for (byte[] damaged : List.of(
                flipped, new byte[whole.length], new byte[0], Arrays.copyOf(whole, 8), Arrays.copyOf(whole, 100))) {
            Files.write(closed, damaged);
            assertRefusedNaming(closed);
        }
        Files.write(closed, whole);
        assertThat(reopened()).isEqualTo(BareJournal.numbersTo(200));
    }

    @BesideOthers
    void aMissingLogFileIsRefused() throws Exception {
        try (BareJournal journal = BareJournal.open(folder, "akkord.journal.segment-bytes = 4 KiB")) {
            journal.write("a", 200);
        }
        List<Path> files = BareJournal.files(folder, "log_");
        for (Path missing : files.subList(0, 2)) {
            byte[] whole = Files.readAllBytes(missing);
            Files.delete(missing);
            assertThatThrownBy(this::reopened).isInstanceOf(Exception.class);
            Files.write(missing, whole, StandardOpenOption.CREATE_NEW);
        }
        assertThat(reopened()).isEqualTo(BareJournal.numbersTo(200));
    }

    @BesideOthers
    void damagedTermAndVoteAreRefused() throws Exception {
        written(3);
        Path meta = BareJournal.files(folder, "raft-meta").get(0);
        Files.writeString(meta, "nonsense");
        assertThatThrownBy(this::reopened).isInstanceOf(Exception.class);
    }
}
