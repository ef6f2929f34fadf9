package akkord.actors.partition;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.actors.partition.core.BatchAdmission;
import akkord.protocol.config.BrokerSettings;
import akkord.protocol.config.TopicConfigSchema;
import akkord.protocol.partition.Acks;
import akkord.protocol.partition.AppendResult;
import akkord.protocol.partition.BatchBytes;
import akkord.protocol.partition.PartitionCommand.Append;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PreparationLineTest {

    @Test
    void whatNobodyWillPrepareIsAnsweredAndGivesItsBytesBack() {
        List<AppendResult> answers = new ArrayList<>();
        AtomicInteger released = new AtomicInteger();
        PendingAppend append = new PendingAppend(new Append(
                new BatchBytes(ByteBuffer.allocate(10), released::incrementAndGet), Acks.ALL, 1000, answers::add));
        BatchAdmission admission = new BatchAdmission(
                PartitionFixture.PARTITION, TopicConfigSchema.resolve(Map.of(), BrokerSettings.DEFAULTS), 1000);
        PreparationLine line = new PreparationLine(10);
        line.add(append, admission.preparation());
        line.prepareNext(
                work -> {
                    throw new RejectedExecutionException("the node ends");
                },
                0,
                (done, outcome) -> {});

        assertThat(line.isEmpty()).isTrue();
        assertThat(released).hasValue(1);
        assertThat(answers).singleElement().isInstanceOf(AppendResult.NotAppended.class);
    }
}
