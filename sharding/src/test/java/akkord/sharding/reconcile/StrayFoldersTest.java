package akkord.sharding.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.domain.TopicId;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StrayFoldersTest {

    @TempDir
    Path log;

    @Test
    void foldersOfPartitionsThatThisNodeDoesNotHoldAreFoundAndNothingElse() throws Exception {
        for (String name : List.of("orders-0", "orders-1", "gone-7", "no-partition"))
            Files.createDirectory(log.resolve(name));
        Files.writeString(log.resolve("file-1"), "");
        List<PartitionImage> partitions = List.of(
                new PartitionImage(1, 0, 0, List.of(1), List.of(1)),
                new PartitionImage(2, 0, 0, List.of(2), List.of(2)));
        TopicImage orders = new TopicImage("orders", new TopicId(1, 1), false, Map.of(), partitions);
        MetadataImage image = MetadataImage.of(1, "cluster", 1, Map.of(), Map.of("orders", orders), Map.of());

        assertThat(StrayFolders.in(log, 1, image)).containsExactly("gone-7", "orders-1");
    }

    @Test
    void aNewNodeHasNone() throws Exception {
        assertThat(StrayFolders.in(log.resolve("absent"), 1, MetadataImage.EMPTY))
                .isEmpty();
    }
}
