package akkord.actors.controller;

import static akkord.actors.controller.Fixtures.node;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.controller.MetadataUpdate;
import akkord.protocol.controller.MetadataUpdate.Delta;
import akkord.protocol.metadata.MetadataImage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetadataApplierTest {

    private static final MetadataImage AT_FIVE = MetadataImage.of(5, "cluster", 1, Map.of(), Map.of(), Map.of());

    @Test
    void theNextDeltaIsApplied() {
        MetadataImage image = MetadataApplier.apply(AT_FIVE, delta(6)).orElseThrow();

        assertThat(image.version()).isEqualTo(6);
        assertThat(image.controllerNode()).isEqualTo(2);
        assertThat(image.nodes()).containsOnlyKeys(3);
    }

    @Test
    void aMissingDeltaIsAGap() {
        assertThat(MetadataApplier.apply(AT_FIVE, delta(7))).isEmpty();
    }

    @Test
    void aRepeatedDeltaChangesNothing() {
        assertThat(MetadataApplier.apply(AT_FIVE, delta(5))).containsSame(AT_FIVE);
        assertThat(MetadataApplier.apply(AT_FIVE, delta(1))).containsSame(AT_FIVE);
    }

    @Test
    void withoutAnImageADeltaIsAGap() {
        assertThat(MetadataApplier.apply(MetadataImage.EMPTY, delta(1))).isEmpty();
    }

    @Test
    void theWholeReplacesWhateverThereWas() {
        assertThat(MetadataApplier.apply(MetadataImage.EMPTY, new MetadataUpdate.Whole(AT_FIVE)))
                .containsSame(AT_FIVE);
    }

    @Test
    void anOlderWholeOfTheSameClusterChangesNothing() {
        MetadataImage older = MetadataImage.of(4, "cluster", 1, Map.of(), Map.of(), Map.of());
        assertThat(MetadataApplier.apply(AT_FIVE, new MetadataUpdate.Whole(older)))
                .containsSame(AT_FIVE);
        MetadataImage other = MetadataImage.of(4, "another", 1, Map.of(), Map.of(), Map.of());
        assertThat(MetadataApplier.apply(AT_FIVE, new MetadataUpdate.Whole(other)))
                .containsSame(other);
    }

    private static Delta delta(long version) {
        return new Delta(version, 2, List.of(), List.of(), List.of(node(3)), List.of(), Map.of());
    }
}
