package akkord.persistence.journal;

import static akkord.persistence.journal.JournalCluster.await;
import static akkord.persistence.journal.JournalCluster.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akkord.persistence.journal.JournalCluster.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The journal of three voters: what is confirmed stays, whoever is lost, and a node that is behind serves nothing. */
class ThreeVotersTest {

    @TempDir
    Path folder;

    private JournalCluster cluster;

    private void three(String overrides) throws Exception {
        cluster = JournalCluster.ofThree(folder, overrides);
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @BesideOthers
    void aWriteOnAnyNodeIsReadOnEveryNode() throws Exception {
        three("");
        for (int id = 1; id <= 3; id++)
            assertThat(cluster.node(id).write("w", "a", id, "e").accepted()).isTrue();
        for (int id = 1; id <= 3; id++) assertThat(cluster.node(id).read("a")).containsExactly("1e", "2e", "3e");
        assertThat(cluster.follower().journal().currentLeader())
                .hasValue(cluster.leader().id());
    }

    @BesideOthers
    void aWriteOfManyFramesIsForwardedAndReplicated() throws Exception {
        three("");
        byte[] large = new byte[3 << 20];
        within(cluster.follower().journal().submit(new Operation.Write("w", "a", 1, List.of(large))));
        for (int id = 1; id <= 3; id++) assertThat(cluster.node(id).read("a")).hasSize(1);
    }

    @BesideOthers
    void theLossOfTheLeaderIsOutlivedAndItCatchesUpWhenItComesBack() throws Exception {
        three("");
        Node old = cluster.leader();
        Node follower = cluster.follower();
        follower.write("w", "a", 1, "x");
        cluster.kill(old.id());
        assertThat(follower.write("w", "a", 2, "y").accepted()).isTrue();
        assertThat(follower.read("a")).containsExactly("1x", "2y");
        Node back = cluster.start(old.id(), Set.of(1, 2, 3), "");
        within(back.started());
        assertThat(back.read("a")).containsExactly("1x", "2y");
        assertThat(back.write("w", "a", 3, "z").accepted()).isTrue();
    }

    @BesideOthers
    void writesInFlightWhileTheLeaderIsLostAreKeptOnceEach() throws Exception {
        three("");
        int old = cluster.leader().id();
        Node follower = cluster.follower();
        List<CompletableFuture<Outcome>> all = new ArrayList<>();
        for (int id = 0; id < 200; id++) all.add(follower.begin("w", "id" + id, 1, "x"));
        cluster.kill(old);
        for (CompletableFuture<Outcome> one : all) assertThat(within(one)).isEqualTo(new Outcome(true, 1));
        within(follower.journal().upToDate());
        for (int id = 0; id < 200; id++) assertThat(follower.local("id" + id)).containsExactly("1x");
    }

    @BesideOthers
    void aWriteWhoseAnswerWasLostWithTheLeaderIsRecognisedByTheNext() throws Exception {
        three("");
        Node old = cluster.leader();
        Node follower = cluster.follower();
        old.write("w", "a", 1, "x", "y");
        cluster.kill(old.id());
        assertThat(follower.write("w", "a", 1, "x", "y")).isEqualTo(new Outcome(true, 2));
        assertThat(follower.read("a")).containsExactly("1x", "2y");
    }

    /** Which takes twelve seconds here. */
    @BesideOthers
    void whoeverIsToldThatTheLeaderIsGoneWaitsForNoElection() throws Exception {
        three("akkord.journal { election-timeout-min = 12 s, election-timeout-max = 13 s }");
        Node old = cluster.leader();
        old.write("w", "a", 1, "x");
        List<Node> others = Stream.of(1, 2, 3)
                .filter(id -> id != old.id())
                .map(cluster::node)
                .toList();
        // so that both are told by a leader that they know
        for (Node other : others) assertThat(other.read("a")).containsExactly("1x");
        cluster.kill(old.id());
        long elected = System.nanoTime();
        others.forEach(node -> node.journal().nodeIsGone(old.id()));
        assertThat(cluster.leader().id()).isEqualTo(others.get(0).id());
        assertThat(Duration.ofNanos(System.nanoTime() - elected)).isLessThan(Duration.ofSeconds(10));
        assertThat(others.get(1).write("w", "a", 2, "y").accepted()).isTrue();
    }

    @BesideOthers
    void aDeposedLeaderServesNoStaleRead() throws Exception {
        three("");
        Node old = cluster.leader();
        old.write("w", "a", 1, "x");
        // so that what the old leader knows to be committed has been acknowledged by a majority
        assertThat(old.read("a")).containsExactly("1x");
        cluster.cutOff(old.id());
        CompletableFuture<Outcome> lost = old.begin("w", "b", 1, "lost");
        Node now = cluster.leader();
        now.write("v", "a", 2, "y");
        CompletableFuture<List<String>> read = old.beginRead("a");
        await("the old leader to notice", () -> !old.journal().isLeader());
        cluster.reconnect(old.id());
        assertThat(within(read)).containsExactly("1x", "2y");
        // its unconfirmed write was sent again to the new leader
        assertThat(within(lost).accepted()).isTrue();
        assertThat(now.read("b")).containsExactly("1lost");
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @ValueSource(ints = {0, 5})
    void aReadOnTheMinoritySideFailsInASentenceAndNeverAnswersOld(int warmUp) throws Exception {
        three("akkord.journal.write-timeout = 4 s");
        Node old = cluster.leader();
        old.write("w", "a", 1, "x");
        for (int i = 0; i < warmUp; i++) old.read("a");
        cluster.cutOff(old.id());
        assertThatThrownBy(() -> old.read("a"))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("akkord.journal.write-timeout");
    }

    @BesideOthers
    void aStaleWriterOnTheOldLeaderIsRefusedAfterTheFailover() throws Exception {
        three("");
        Node old = cluster.leader();
        old.write("first", "a", 1, "x");
        cluster.cutOff(old.id());
        CompletableFuture<Outcome> stale = old.begin("first", "a", 2, "stale");
        cluster.leader().write("second", "a", 2, "y", "z");
        cluster.reconnect(old.id());
        assertThat(within(stale)).isEqualTo(new Outcome(false, 3));
        assertThat(old.read("a")).containsExactly("1x", "2y", "3z");
    }

    @BesideOthers
    void withoutAMajorityWritesFailInASentenceWithinTheirTime() throws Exception {
        three("akkord.journal.write-timeout = 4 s");
        Node left = cluster.leader();
        for (int id = 1; id <= 3; id++) if (id != left.id()) cluster.kill(id);
        List<CompletableFuture<Outcome>> all = new ArrayList<>();
        for (int id = 0; id < 3000; id++) all.add(left.begin("w", "id" + id, 1, "x"));
        for (CompletableFuture<Outcome> one : all)
            assertThatThrownBy(() -> within(one))
                    .hasCauseInstanceOf(JournalUnavailableException.class)
                    .hasMessageContaining("akkord.journal.write-timeout")
                    .hasMessageContaining("a majority must run");
        assertThat(left.journal().isLeader()).isFalse();
    }

    @BesideOthers
    void aNodeThatMissedWhatWasPurgedIsGivenTheSnapshot() throws Exception {
        String small = "akkord.journal.snapshot-entries = 20\nakkord.journal.segment-bytes = 64 KiB\n"
                + "akkord.journal.operation-bytes-max = 64 KiB\nakkord.journal.entry-bytes-max = 32 KiB\n";
        three(small);
        int behind = cluster.follower().id();
        cluster.kill(behind);
        Node leader = cluster.leader();
        String kilobytes = "x".repeat(8 * 1024);
        for (int nr = 1; nr <= 150; nr++) leader.write("w", "a", nr, kilobytes);
        Path log = folder.resolve(Integer.toString(leader.id()));
        await("the purge of the log's beginning", () -> !holds(log, "log_0-"));
        Node back = cluster.start(behind, Set.of(1, 2, 3), small);
        within(back.started());
        assertThat(back.read("a")).hasSize(150);
        assertThat(back.write("w", "a", 151, "y").accepted()).isTrue();
    }

    private static boolean holds(Path folder, String prefix) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.anyMatch(file -> String.valueOf(file.getFileName()).startsWith(prefix));
        } catch (IOException | UncheckedIOException e) {
            // a file went while they were listed
            return true;
        }
    }
}
