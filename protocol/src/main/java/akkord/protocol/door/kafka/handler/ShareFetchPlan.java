package akkord.protocol.door.kafka.handler;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.message.ShareFetchRequestData;
import org.apache.kafka.common.message.ShareFetchRequestData.FetchPartition;
import org.apache.kafka.common.message.ShareFetchRequestData.FetchTopic;
import org.apache.kafka.common.message.ShareFetchRequestData.ForgottenTopic;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * What one share fetch comes to, once its session is looked up.
 *
 * @param error of the session; then there is none
 * @param targets to acquire records of, in turn
 */
record ShareFetchPlan(Errors error, @Nullable ShareSession session, List<FetchTarget.Key> targets) {

    static final int EPOCH_NEW = 0;
    /** Closes the session: what it acknowledges counts, the rest of what its member has is for others. */
    static final int EPOCH_FINAL = -1;

    static ShareFetchPlan of(
            ShareFetchRequestData request, ShareMember member, Object connection, ShareSessions sessions) {
        return switch (request.shareSessionEpoch()) {
            case EPOCH_NEW -> open(request, new ShareSession(member, connection, wanted(request)), sessions);
            case EPOCH_FINAL -> last(member, sessions);
            default -> next(request, member, sessions);
        };
    }

    private static ShareFetchPlan open(ShareFetchRequestData request, ShareSession session, ShareSessions sessions) {
        if (acknowledges(request)) return refused(Errors.INVALID_REQUEST);
        if (!sessions.open(session)) return refused(Errors.SHARE_SESSION_LIMIT_REACHED);
        return new ShareFetchPlan(Errors.NONE, session, session.partitions());
    }

    private static ShareFetchPlan last(ShareMember member, ShareSessions sessions) {
        ShareSession session = sessions.find(member);
        if (session == null) return refused(Errors.SHARE_SESSION_NOT_FOUND);
        return new ShareFetchPlan(Errors.NONE, session, List.of());
    }

    private static ShareFetchPlan next(ShareFetchRequestData request, ShareMember member, ShareSessions sessions) {
        ShareSession session = sessions.find(member);
        if (session == null) return refused(Errors.SHARE_SESSION_NOT_FOUND);
        if (!session.advance(request.shareSessionEpoch(), wanted(request), forgotten(request)))
            return refused(Errors.INVALID_SHARE_SESSION_EPOCH);
        return new ShareFetchPlan(Errors.NONE, session, session.partitions());
    }

    private static ShareFetchPlan refused(Errors error) {
        return new ShareFetchPlan(error, null, List.of());
    }

    private static boolean acknowledges(ShareFetchRequestData request) {
        for (FetchTopic topic : request.topics())
            for (FetchPartition partition : topic.partitions())
                if (!partition.acknowledgementBatches().isEmpty()) return true;
        return false;
    }

    private static Set<FetchTarget.Key> wanted(ShareFetchRequestData request) {
        Set<FetchTarget.Key> wanted = new LinkedHashSet<>();
        for (FetchTopic topic : request.topics())
            for (FetchPartition partition : topic.partitions())
                wanted.add(FetchTarget.Key.of(topic.topicId(), partition.partitionIndex()));
        return wanted;
    }

    private static List<FetchTarget.Key> forgotten(ShareFetchRequestData request) {
        List<FetchTarget.Key> forgotten = new ArrayList<>();
        for (ForgottenTopic topic : request.forgottenTopicsData())
            for (int partition : topic.partitions()) forgotten.add(FetchTarget.Key.of(topic.topicId(), partition));
        return forgotten;
    }
}
