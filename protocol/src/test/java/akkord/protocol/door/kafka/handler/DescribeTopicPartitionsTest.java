package akkord.protocol.door.kafka.handler;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.door.kafka.connection.EmbeddedConnection;
import java.util.List;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponsePartition;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;

class DescribeTopicPartitionsTest {

    @Test
    void aPartitionThatNobodyLeadsNamesWhoMayStillLeadAndWhoLedLast() {
        FaultyNode node = new FaultyNode(2);
        DescribeTopicPartitionsRequestData request = new DescribeTopicPartitionsRequestData()
                .setTopics(List.of(new TopicRequest().setName(FaultyNode.TOPIC)));
        try (EmbeddedConnection client = new EmbeddedConnection(node.table())) {
            client.receive(EmbeddedConnection.request(ApiKeys.DESCRIBE_TOPIC_PARTITIONS, 0, 1, request));
            List<DescribeTopicPartitionsResponsePartition> described = client.answer(
                            ApiKeys.DESCRIBE_TOPIC_PARTITIONS, 0, new DescribeTopicPartitionsResponseData())
                    .topics()
                    .iterator()
                    .next()
                    .partitions();
            assertThat(described.get(0).eligibleLeaderReplicas()).isEmpty();
            assertThat(described.get(0).lastKnownElr()).isEmpty();
            assertThat(described.get(1).eligibleLeaderReplicas()).containsExactly(2);
            assertThat(described.get(1).lastKnownElr()).containsExactly(3);
        }
    }
}
