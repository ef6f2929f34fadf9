package akkord.sharding.share;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.share.ShareKey;
import org.junit.jupiter.api.Test;

class ShareShardingTest {

    @Test
    void aKeeperKnowsByItsNameWhatItKeepsWhateverTheGroupIsCalled() {
        for (String group : new String[] {"g", "a|b|3", "", "-|", "ü/ %41"}) {
            ShareKey key = new ShareKey(group, new TopicIdPartition(TopicId.parse("-_AAAAAAAAEAAAAAAAAAAg"), 12));
            assertThat(ShareSharding.keyOf(ShareSharding.entityOf(key))).isEqualTo(key);
        }
    }
}
