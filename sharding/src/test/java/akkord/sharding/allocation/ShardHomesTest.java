package akkord.sharding.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akkord.protocol.domain.TopicId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShardHomesTest {

    @Test
    void aShardsHomeIsTheRegionOfItsNode() {
        ShardHomes<String> homes = new ShardHomes<>(Map.of(1, "region 1", 2, "region 2"), true);

        assertThat(homes.homeOf("2")).contains("region 2");
    }

    @Test
    void aShardOfANodeThatIsAwayHasNoHome() {
        assertThat(new ShardHomes<>(Map.of(1, "region 1"), true).homeOf("2")).isEmpty();
    }

    @Test
    void aShardElsewhereIsMisplacedOnceItsNodeIsThere() {
        ShardHomes<String> homes = new ShardHomes<>(Map.of(1, "region 1", 2, "region 2"), true);

        assertThat(homes.misplaced(Map.of("region 1", List.of("1", "2", "3"), "region 2", List.of())))
                .containsExactly("2");
    }

    @Test
    void nothingMovesWhileAMemberIsNotUp() {
        ShardHomes<String> homes = new ShardHomes<>(Map.of(1, "region 1", 2, "region 2"), false);

        assertThat(homes.misplaced(Map.of("region 1", List.of("2"), "region 2", List.of())))
                .isEmpty();
    }

    @Test
    void nothingMovesWhileARegionOfAGoneMemberIsLeft() {
        ShardHomes<String> homes = new ShardHomes<>(Map.of(1, "region 1", 2, "region 2"), true);

        assertThat(homes.misplaced(Map.of("region 1", List.of("2"), "region of the dead", List.of("3"))))
                .isEmpty();
    }

    @Test
    void aReplicaIdSurvivesItsTextForm() {
        // the id of a topic may hold dashes and underscores
        ReplicaId replica = new ReplicaId(3, new TopicId(0xfbefbefbefbefbefL, 0xfbefbefbefbefbefL), 12);

        assertThat(replica.entityId()).contains("--");
        assertThat(ReplicaId.parse(replica.entityId())).isEqualTo(replica);
        assertThat(ReplicaId.shardIdOf(replica.entityId())).isEqualTo("3").isEqualTo(replica.shardId());
    }

    @Test
    void aTextThatIsNoReplicaIdIsRefused() {
        assertThatThrownBy(() -> ReplicaId.parse("orders-1")).hasMessageContaining("no replica id");
        assertThatThrownBy(() -> ReplicaId.shardIdOf("orders-1")).hasMessageContaining("no replica id");
    }
}
