package akkord.actors.controller;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.PartitionImage;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What older versions have stored is read by this one. */
class StoredImagesTest {

    private final ObjectMapper mapper = new ObjectMapper();

    @Test
    void aPartitionStoredBeforeThereWereEligibleLeadersHasNone() throws Exception {
        assertThat(mapper.readValue("[2,3,4,[2,1],[2]]", PartitionImage.class))
                .isEqualTo(new PartitionImage(2, 3, 4, List.of(2, 1), List.of(2)));
    }

    @Test
    void aPartitionIsReadAsItWasStored() throws Exception {
        PartitionImage image = new PartitionImage(
                -1, 3, 4, List.of(2, 1, 5), List.of(), List.of(1), List.of(2), List.of(5), List.of(2));
        assertThat(mapper.readValue(mapper.writeValueAsBytes(image), PartitionImage.class))
                .isEqualTo(image);
    }

    @Test
    void aNodeStoredBeforeItHadAnEpochMayHaveLostRecords() throws Exception {
        String stored = "{\"id\":1,\"incarnation\":\"i\",\"host\":\"h\",\"kafkaPort\":1,\"grpcPort\":2,"
                + "\"clusterPort\":3,\"rack\":null,\"version\":\"0.1.0\",\"status\":\"UP\"}";
        NodeImage node = mapper.readValue(stored, NodeImage.class);
        assertThat(node.epoch()).isZero();
        assertThat(node.withRecordsId("r").hasRecordsOf(node)).isFalse();
        assertThat(node.hasRecordsOf(node)).isFalse();
        assertThat(node.withRecordsId("r").hasRecordsOf(node.withRecordsId("r")))
                .isTrue();
    }
}
