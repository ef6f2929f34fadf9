package akkord.actors.partition;

import static akkord.actors.partition.PartitionFixture.NODE;
import static akkord.actors.partition.PartitionFixture.OTHER_NODE;
import static akkord.actors.partition.PartitionFixture.appended;
import static akkord.actors.partition.PartitionFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akkord.actors.partition.core.Durability;
import akkord.actors.partition.core.TestBatch;
import akkord.protocol.controller.ControllerCommand.ReplicaNews;
import akkord.protocol.controller.ControllerCommand.ReplicaReport;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.partition.Acks;
import akkord.protocol.partition.PartitionCommand;
import akkord.protocol.partition.PartitionView.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a replica tells the controller when it is of no use, so that others need not wait for it. */
class TroubleReportsTest {

    @TempDir
    Path data;

    private PartitionFixture node;

    @BeforeEach
    void start() {
        node = new PartitionFixture(data, Durability.PAGE_CACHE);
    }

    @AfterEach
    void stop() {
        node.assertEveryBufferReleasedOnce();
        node.close();
    }

    @Test
    void aLeaderThatCannotWriteSaysSoOnceAndLeadsOnUntilItIsToldOtherwise() {
        lead(NODE, OTHER_NODE);
        node.logs.onAppend = new IOException("No space left on device");
        refused(node.append(TestBatch.of("a").build(), Acks.LEADER), ErrorCode.KAFKA_STORAGE_ERROR);
        refused(node.append(TestBatch.of("b").build(), Acks.LEADER), ErrorCode.KAFKA_STORAGE_ERROR);
        assertThat(node.reports).containsExactly(report(ReplicaNews.CANNOT_WRITE));
        node.logs.onAppend = null;
        appended(node.append(TestBatch.of("c").build(), Acks.LEADER));
        node.logs.onAppend = new IOException("No space left on device");
        refused(node.append(TestBatch.of("d").build(), Acks.LEADER), ErrorCode.KAFKA_STORAGE_ERROR);
        assertThat(node.reports).as("other trouble").hasSize(2);
    }

    @Test
    void whoIsCountedOnAnewSaysAtOnceThatItStillCannotWrite() {
        lead(NODE, OTHER_NODE);
        node.logs.onAppend = new IOException("No space left on device");
        refused(node.append(TestBatch.of("a").build(), Acks.LEADER), ErrorCode.KAFKA_STORAGE_ERROR);
        List<Integer> both = List.of(NODE, OTHER_NODE);
        node.assign(new PartitionImage(NODE, 1, 2, both, both), Map.of());
        refused(node.append(TestBatch.of("b").build(), Acks.LEADER), ErrorCode.KAFKA_STORAGE_ERROR);
        refused(node.append(TestBatch.of("c").build(), Acks.LEADER), ErrorCode.KAFKA_STORAGE_ERROR);
        assertThat(node.reports).containsExactly(report(ReplicaNews.CANNOT_WRITE), report(ReplicaNews.CANNOT_WRITE));
    }

    @Test
    void whoIsAloneInSyncHasNobodyToLeaveTheLeadTo() {
        lead(NODE);
        node.logs.onAppend = new IOException("No space left on device");
        refused(node.append(TestBatch.of("a").build(), Acks.LEADER), ErrorCode.KAFKA_STORAGE_ERROR);
        assertThat(node.reports).isEmpty();
    }

    @Test
    void aReplicaThatMetDamageSaysSoAndAgainAtTheNextDecisionThatCountsOnIt() {
        lead(NODE, OTHER_NODE);
        node.partition.tell(new PartitionCommand.ReportDamage("a checksum is wrong"));
        node.awaitView(view -> view.role() == Role.OFFLINE);
        node.kit.createTestProbe().awaitAssert(PartitionFixture.PATIENCE, () -> {
            assertThat(node.reports).containsExactly(report(ReplicaNews.OFFLINE));
            return null;
        });
    }

    @Test
    void aLogThatIsOpenedAgainIsReportedAndLeadsInTheNextEpoch() {
        ActorRef<LogHousekeeping.Tick> housekeeping =
                node.kit.spawn(LogHousekeeping.create(node.context), Partition.dispatcher());
        lead(NODE);
        appended(node.append(TestBatch.of("a").build(), Acks.LEADER));
        node.logs.onAppendUnexpected = new IllegalStateException("impossible");
        refused(node.append(TestBatch.of("b").build(), Acks.LEADER), ErrorCode.UNKNOWN_SERVER_ERROR);
        node.logs.onAppendUnexpected = null;
        node.awaitView(view -> view.role() != Role.LEADER || view.leaderEpoch() > 1);
        housekeeping.tell(LogHousekeeping.Tick.REOPEN);
        node.awaitView(view -> view.role() == Role.LEADER && view.leaderEpoch() == 2);
        assertThat(node.reports).contains(report(ReplicaNews.REOPENED));
    }

    private void lead(Integer... inSync) {
        node.assign(new PartitionImage(NODE, 1, 1, List.of(NODE, OTHER_NODE), List.of(inSync)), Map.of());
        node.awaitView(view -> view.role() == Role.LEADER);
    }

    private ReplicaReport report(ReplicaNews news) {
        return new ReplicaReport(node.topicId, 0, 1, news);
    }
}
