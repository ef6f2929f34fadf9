package akkord.persistence.log;

import static akkord.persistence.log.TestLogs.PARTITION;
import static akkord.persistence.log.TestLogs.environment;
import static akkord.persistence.log.TestLogs.fill;
import static akkord.persistence.log.TestLogs.readAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akkord.protocol.domain.TopicId;
import akkord.protocol.partition.DamagedLogException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was noted of a topic that is gone says nothing of another of the same name. */
class LogMadeAnewTest {

    private static final TopicId FORMER = new TopicId(1, 2);
    private static final TopicId PRESENT = new TopicId(7, 7);

    @TempDir
    Path data;

    private static PartitionLog open(LogEnvironment environment, TopicId topic) throws IOException {
        return environment.openLog(PARTITION, topic, TestLogs.settings());
    }

    /** Leaves files that know of the former topic: its checkpoint was written, its deletion was not noted there. */
    private LogEnvironment withFormerTopicDeleted() throws IOException {
        LogEnvironment environment = environment(data);
        PartitionLog former = open(environment, FORMER);
        fill(former, 50);
        environment.checkpoint();
        environment.noteHighWatermark(PARTITION, 150);
        environment.writeHighWatermarks();
        former.delete();
        return environment;
    }

    @Test
    void aTopicMadeAnewIsThereAfterAKillThoughTheFormersRecoveryPointWasStillNoted() throws IOException {
        LogEnvironment killed = withFormerTopicDeleted();
        fill(open(killed, PRESENT), 5);
        try (LogEnvironment environment = environment(data)) {
            PartitionLog log = open(environment, PRESENT);
            assertThat(log.logEndOffset()).isEqualTo(15);
            assertThat(readAll(log, 0)).hasSize(5);
        }
    }

    @Test
    void aTopicMadeAnewAfterAKillIsEmptyAndCanBeWritten() throws IOException {
        withFormerTopicDeleted();
        try (LogEnvironment environment = environment(data)) {
            PartitionLog log = open(environment, PRESENT);
            assertThat(log.logEndOffset()).isZero();
            fill(log, 1);
        }
    }

    @Test
    void aTopicMadeAnewIsNotTakenForCommittedAsFarAsTheFormerWas() throws IOException {
        LogEnvironment killed = withFormerTopicDeleted();
        fill(open(killed, PRESENT), 5);
        assertThat(killed.highWatermark(PARTITION)).isZero();
        try (LogEnvironment environment = environment(data)) {
            open(environment, PRESENT);
            assertThat(environment.highWatermark(PARTITION)).isZero();
        }
    }

    @Test
    void norIsOneWhoseFormerRecordsAreSetAside() throws IOException {
        try (LogEnvironment environment = environment(data)) {
            fill(open(environment, FORMER), 50);
            environment.noteHighWatermark(PARTITION, 150);
        }
        LogEnvironment killed = environment(data);
        fill(open(killed, PRESENT), 5);
        assertThat(killed.highWatermark(PARTITION)).isZero();
        try (LogEnvironment environment = environment(data)) {
            assertThat(open(environment, PRESENT).logEndOffset()).isEqualTo(15);
            assertThat(environment.highWatermark(PARTITION)).isZero();
        }
    }

    @Test
    void theSameTopicWithoutItsFolderIsStillDamage() throws IOException {
        try (LogEnvironment environment = environment(data)) {
            fill(open(environment, FORMER), 50);
        }
        LogFixture.remove(data.resolve("log/orders-0"));
        try (LogEnvironment environment = environment(data)) {
            assertThatThrownBy(() -> open(environment, FORMER))
                    .isInstanceOf(DamagedLogException.class)
                    .hasMessageContaining("the file is missing");
        }
    }

    @Test
    void aClosedLogsHighWatermarkIsNotedForTheNextStart() throws IOException {
        try (LogEnvironment environment = environment(data)) {
            PartitionLog log = open(environment, FORMER);
            fill(log, 5);
            log.close();
            environment.noteHighWatermark(PARTITION, 12);
        }
        try (LogEnvironment environment = environment(data)) {
            open(environment, FORMER);
            assertThat(environment.highWatermark(PARTITION)).isEqualTo(12);
        }
    }
}
