package akkord.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The files of the whole state: when they are written, what of the log they let go, what stands in for a damaged one. */
@Timeout(120)
class JournalSnapshotFileTest {

    private static final String BY_ENTRIES = "akkord.journal { snapshot-entries = 50, segment-bytes = 4 KiB }";

    @TempDir
    Path folder;

    private final long seed = Long.getLong("akkord.test.seed", System.nanoTime());
    private final Random random = new Random(seed);

    private void written(int events) throws Exception {
        try (BareJournal journal = BareJournal.open(folder, BY_ENTRIES)) {
            journal.write("a", events);
        }
    }

    private List<Path> snapshots() throws Exception {
        return BareJournal.files(folder, "snapshot.");
    }

    private void flip(Path file) throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, bytes);
    }

    private List<String> reopened() throws Exception {
        try (BareJournal journal = BareJournal.open(folder, BY_ENTRIES)) {
            return journal.events("a");
        }
    }

    @BesideOthers
    void twoAreKeptAndTheLogReachesBackToTheOlder() throws Exception {
        written(320);
        List<Path> kept = snapshots();
        assertThat(kept).hasSize(2);
        long older = Long.parseLong(kept.get(0).toString().replaceAll(".*_", ""));
        Path log = BareJournal.files(folder, "log_").get(0).getParent();
        assertThat(RaftLogFiles.firstIndex(log)).isPositive().isLessThanOrEqualTo(older + 1);
        assertThat(reopened()).isEqualTo(BareJournal.numbersTo(320));
    }

    @BesideOthers
    void bytesMakeOneDue() throws Exception {
        try (BareJournal journal = BareJournal.open(folder, "akkord.journal.snapshot-bytes = 2 KiB")) {
            journal.write("a", 200);
        }
        assertThat(snapshots()).hasSize(2);
        assertThat(reopened()).isEqualTo(BareJournal.numbersTo(200));
    }

    @BesideOthers
    void theOneBeforeStandsInForADamagedNewest() throws Exception {
        System.out.println("seed " + seed);
        written(320);
        Path newest = snapshots().get(1);
        flip(newest);
        assertThat(reopened()).as("seed %d", seed).isEqualTo(BareJournal.numbersTo(320));
        assertThat(newest).doesNotExist();
        assertThat(newest.resolveSibling(newest.getFileName() + ".corrupt")).exists();
        written(100);
        assertThat(reopened()).isEqualTo(BareJournal.numbersTo(420));
    }

    @BesideOthers
    void theLogStandsInForADamagedOnlyOne() throws Exception {
        System.out.println("seed " + seed);
        written(60);
        assertThat(snapshots()).hasSize(1);
        flip(snapshots().get(0));
        assertThat(reopened()).as("seed %d", seed).isEqualTo(BareJournal.numbersTo(60));
    }

    @BesideOthers
    void twoDamagedOnesAreRefusedByName() throws Exception {
        System.out.println("seed " + seed);
        written(320);
        List<Path> both = snapshots();
        for (Path one : both) flip(one);
        assertThatThrownBy(this::reopened)
                .as("seed %d", seed)
                .hasStackTraceContaining(both.get(0).getFileName() + " is damaged")
                .hasStackTraceContaining("Restore the journal's folder");
        assertThat(both).as("nothing is set aside when refused").allSatisfy(f -> assertThat(f)
                .exists());
    }

    @BesideOthers
    void aMissingOrUnreadableDigestIsNoLoss() throws Exception {
        written(320);
        Path newest = snapshots().get(1);
        Path digest = newest.resolveSibling(newest.getFileName() + ".md5");
        Files.writeString(digest, "nonsense");
        Path older = snapshots().get(0);
        Files.delete(older.resolveSibling(older.getFileName() + ".md5"));
        assertThat(reopened()).isEqualTo(BareJournal.numbersTo(320));
    }

    @BesideOthers
    void snapshotsThatAreGoneAreRefusedWhenTheLogDoesNotReachBack() throws Exception {
        written(320);
        for (Path one : snapshots()) Files.delete(one);
        assertThatThrownBy(this::reopened).hasStackTraceContaining("files are missing");
    }
}
