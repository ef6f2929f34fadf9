package akkord.actors.group.core.consumer;

import akkord.protocol.group.GroupRequest.ConsumerHeartbeat;
import akkord.protocol.group.GroupRequest.ShareHeartbeat;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a member has said of itself. Members of share groups subscribe by name, and have nothing to give up: they say no more than that.
 *
 * @param rebalanceTimeoutMillis how long it may take to give partitions up
 * @param topics names, in order
 * @param regex empty: none
 * @param assignor which one it would like; null: any
 */
public record MemberProfile(
        @Nullable String rackId,
        String clientId,
        String clientHost,
        int rebalanceTimeoutMillis,
        List<String> topics,
        String regex,
        @Nullable String assignor) {

    private static final int AS_BEFORE = -1;

    /** One that has said nothing yet. */
    public static final MemberProfile BLANK = new MemberProfile(null, "", "", 0, List.of(), "", null);

    public MemberProfile {
        topics = List.copyOf(topics);
    }

    /** What a member by the classic protocol says when it joins. */
    public static MemberProfile ofClassic(
            String clientId, String clientHost, int rebalanceTimeoutMillis, Collection<String> topics) {
        List<String> inOrder = topics.stream().distinct().sorted().toList();
        return new MemberProfile(null, clientId, clientHost, rebalanceTimeoutMillis, inOrder, "", null);
    }

    /** With all that the heartbeat says anew. */
    public MemberProfile with(ConsumerHeartbeat heartbeat) {
        return new MemberProfile(
                heartbeat.rackId() == null ? rackId : heartbeat.rackId(),
                heartbeat.clientId(),
                heartbeat.clientHost(),
                heartbeat.rebalanceTimeoutMillis() == AS_BEFORE
                        ? rebalanceTimeoutMillis
                        : heartbeat.rebalanceTimeoutMillis(),
                sorted(heartbeat.topics()),
                Objects.requireNonNullElse(heartbeat.regex(), regex),
                heartbeat.assignor() == null ? assignor : heartbeat.assignor());
    }

    /** As above. */
    public MemberProfile with(ShareHeartbeat heartbeat) {
        return new MemberProfile(
                heartbeat.rackId() == null ? rackId : heartbeat.rackId(),
                heartbeat.clientId(),
                heartbeat.clientHost(),
                rebalanceTimeoutMillis,
                sorted(heartbeat.topics()),
                regex,
                assignor);
    }

    private List<String> sorted(@Nullable List<String> said) {
        return said == null ? topics : said.stream().distinct().sorted().toList();
    }

    /** Whether the same topics are wanted. */
    public boolean wantsAs(MemberProfile other) {
        return topics.equals(other.topics) && regex.equals(other.regex);
    }
}
