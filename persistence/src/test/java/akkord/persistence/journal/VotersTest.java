package akkord.persistence.journal;

import static akkord.persistence.journal.JournalCluster.await;
import static akkord.persistence.journal.JournalCluster.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akkord.persistence.journal.JournalCluster.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Voters come and go while the journal runs. */
class VotersTest {

    @TempDir
    Path folder;

    private JournalCluster cluster;

    @BeforeEach
    void begin() {
        cluster = new JournalCluster(folder);
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @BesideOthers
    void aJournalOfOneGrowsToThreeAndOutlivesItsFirstNode() throws Exception {
        Node first = cluster.start(1, Set.of(1), "");
        within(first.started());
        first.write("w", "a", 1, "x");
        for (int id = 2; id <= 3; id++) {
            Node added = cluster.start(id, Set.of(), "");
            within(first.journal().addVoter(id).toCompletableFuture());
            within(added.started());
            assertThat(added.read("a")).containsExactly("1x");
        }
        assertThat(first.journal().voters()).containsExactlyInAnyOrder(1, 2, 3);
        cluster.kill(1);
        Node now = cluster.leader();
        now.write("w", "a", 2, "y");
        Node back = cluster.start(1, Set.of(1), "");
        within(back.started());
        assertThat(back.read("a")).containsExactly("1x", "2y");
    }

    @BesideOthers
    void aDeadVoterIsRemovedAndANewOneTakesItsPlaceAskedForOnAFollower() throws Exception {
        cluster = JournalCluster.ofThree(folder, "");
        cluster.leader().write("w", "a", 1, "x");
        int dead = cluster.follower().id();
        cluster.kill(dead);
        Node follower = cluster.follower();
        within(follower.journal().removeVoter(dead).toCompletableFuture());
        Node added = cluster.start(4, Set.of(), "");
        within(follower.journal().addVoter(4).toCompletableFuture());
        within(added.started());
        assertThat(added.read("a")).containsExactly("1x");
        await("the change", () -> added.journal().voters().size() == 3);
        assertThat(added.journal().voters()).contains(4).doesNotContain(dead);
    }

    @BesideOthers
    void theLeaderItselfIsRemovedAndTheOthersServeOn() throws Exception {
        cluster = JournalCluster.ofThree(folder, "");
        Node leader = cluster.leader();
        Node follower = cluster.follower();
        leader.write("w", "a", 1, "x");
        within(follower.journal().removeVoter(leader.id()).toCompletableFuture());
        await("the removed to cease leading", () -> !leader.journal().isLeader());
        cluster.kill(leader.id());
        assertThat(follower.write("w", "a", 2, "y").accepted()).isTrue();
        assertThat(follower.read("a")).containsExactly("1x", "2y");
        await("the change", () -> follower.journal().voters().size() == 2);
    }

    @BesideOthers
    void addingANodeThatIsNotThereFailsWithinItsTimeAndTheJournalServesOn() throws Exception {
        Node first = cluster.start(1, Set.of(1), "akkord.journal.voter-change-timeout = 1 s");
        within(first.started());
        assertThatThrownBy(() -> within(first.journal().addVoter(9).toCompletableFuture()))
                .hasMessageContaining("akkord.journal.voter-change-timeout");
        assertThat(first.write("w", "a", 1, "x").accepted()).isTrue();
        assertThat(first.journal().voters()).containsExactly(1);
    }

    @BesideOthers
    void anIdleJournalWritesWhileAVoterIsAddedSoThatALostAnswerOfItIsNotWaitedForForEver() throws Exception {
        Node first = cluster.start(1, Set.of(1), "akkord.journal.call-timeout = 200 ms");
        within(first.started());
        await("the beginning to be over", () -> first.journal().isLeader());
        long before = first.journal().committedBelow();
        first.journal().addVoter(9);
        await("entries nobody has asked for", () -> first.journal().committedBelow() >= before + 2);
    }

    @BesideOthers
    void aLeaderThatStopsLetsAnotherLeadAtOnceAndNothingIsLost() throws Exception {
        cluster = JournalCluster.ofThree(folder, "");
        Node leader = cluster.leader();
        Node successor = cluster.follower();
        leader.write("w", "a", 1, "x");
        within(leader.journal().handOver(successor.id()).toCompletableFuture());
        await("the successor to lead", () -> successor.journal().isLeader());
        await("the former to notice", () -> !leader.journal().isLeader());
        assertThat(leader.write("w", "a", 2, "y").accepted()).isTrue();
        assertThat(successor.read("a")).containsExactly("1x", "2y");
        assertThat(successor.journal().term()).isGreaterThan(leader.journal().term());
    }

    @BesideOthers
    void aNewVoterIsGivenTheSnapshotWhereTheLogWasPurged() throws Exception {
        String small = "akkord.journal.snapshot-entries = 20\nakkord.journal.segment-bytes = 64 KiB\n"
                + "akkord.journal.operation-bytes-max = 64 KiB\nakkord.journal.entry-bytes-max = 32 KiB\n";
        Node first = cluster.start(1, Set.of(1), small);
        within(first.started());
        String kilobytes = "x".repeat(8 * 1024);
        for (int nr = 1; nr <= 150; nr++) first.write("w", "a", nr, kilobytes);
        Path log = RaftNode.currentFolder(folder.resolve("1"));
        await("the purge of the log's beginning", () -> firstIndex(log) > 0);
        Node added = cluster.start(2, Set.of(), small);
        within(first.journal().addVoter(2).toCompletableFuture());
        within(added.started());
        assertThat(added.read("a")).hasSize(150);
        assertThat(added.write("w", "a", 151, "y").accepted()).isTrue();
    }

    private static long firstIndex(Path log) {
        try {
            return RaftLogFiles.firstIndex(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BesideOthers
    void theFolderTellsItsVotersWhileTheJournalDoesNotRun() throws Exception {
        assertThat(JournalFolder.isEmpty(folder.resolve("1"))).isTrue();
        Node first = cluster.start(1, Set.of(1), "");
        within(first.started());
        Node added = cluster.start(2, Set.of(), "");
        within(first.journal().addVoter(2).toCompletableFuture());
        within(added.started());
        await(
                "the change to be applied",
                () -> voters(1).equals(Set.of(1, 2)) && voters(2).equals(Set.of(1, 2)));
        assertThat(JournalFolder.isEmpty(folder.resolve("1"))).isFalse();
    }

    private Set<Integer> voters(int node) {
        try {
            return JournalFolder.voters(folder.resolve(Integer.toString(node)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
