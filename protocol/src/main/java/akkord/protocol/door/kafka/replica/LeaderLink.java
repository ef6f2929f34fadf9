package akkord.protocol.door.kafka.replica;

import akkord.protocol.domain.TopicId;
import akkord.protocol.door.kafka.replica.FollowedPartition.Stage;
import akkord.protocol.metadata.NodeImage;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that a node follows of one leader's node: asks for it, hands out what comes, keeps the connection.
 *
 * <pre>
 *   IDLE --connect--> CONNECTING --> CONNECTED
 *     ^                    |             |   closed, refused, silent
 *     '------- pause ------'-------------'
 * </pre>
 *
 * One fetch at a time, which the leader keeps until something has grown. A fetch waits, but not for long, until all
 * that was given last is written, so that one request tells of all of it; what comes later goes out at once, as a
 * second request that makes the leader answer the first. Event loop only.
 */
final class LeaderLink implements LeaderChannel.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(LeaderLink.class);

    private static final int UNDER_WAY_MAX = 2;

    private final FetchEnvironment environment;
    private final ReplicaFetchSettings settings;
    private final int leader;
    private final FetchSessionState session;
    private final Map<FollowedPartition.Key, FollowedPartition> followed = new HashMap<>();
    private final Set<FollowedPartition> toAsk = new LinkedHashSet<>();
    private final Set<FollowedPartition> busy = new LinkedHashSet<>();

    /** When each fetch under way was sent. */
    private final Deque<Long> sentNanos = new ArrayDeque<>();

    private @Nullable LeaderChannel channel;
    private @Nullable ScheduledFuture<?> gathering;
    private long sentCount;
    private long answeredCount;
    private boolean connecting;
    private boolean sendScheduled;
    private boolean ended;
    private int failures;

    LeaderLink(FetchEnvironment environment, int leader) {
        this.environment = environment;
        this.settings = environment.settings();
        this.leader = leader;
        this.session = new FetchSessionState(settings, environment.nodeId());
    }

    boolean isEmpty() {
        return followed.isEmpty();
    }

    void follow(FollowedPartition follower) {
        followed.put(follower.key(), follower);
        ask(follower);
    }

    /** It goes on from another position, or from the same once more; one that was refused just now has its pause to wait. */
    void moved(FollowedPartition follower) {
        busy.remove(follower);
        long leftNanos = follower.notBeforeNanos() - System.nanoTime();
        if (follower.stage() != Stage.PAUSED || leftNanos <= 0) ask(follower);
        else environment.loop().schedule(() -> askIfPaused(follower), leftNanos, TimeUnit.NANOSECONDS);
    }

    private void askIfPaused(FollowedPartition follower) {
        if (follower.stage() == Stage.PAUSED) ask(follower);
    }

    private void ask(FollowedPartition follower) {
        if (followed.get(follower.key()) != follower) return;
        follower.become(Stage.TO_ASK);
        toAsk.add(follower);
        sendSoon();
    }

    void unfollow(FollowedPartition follower) {
        if (!followed.remove(follower.key(), follower)) return;
        toAsk.remove(follower);
        busy.remove(follower);
        session.forget(follower.key());
        sendSoon();
    }

    /** Nothing is followed here any more. */
    void end() {
        ended = true;
        if (channel != null) channel.close("nothing is followed there any more");
    }

    /** Behind whatever else the event loop has to do now: so that what comes together is asked together. */
    private void sendSoon() {
        if (sendScheduled || ended) return;
        sendScheduled = true;
        environment.loop().execute(this::send);
    }

    private void send() {
        sendScheduled = false;
        if (ended || followed.isEmpty()) return;
        LeaderChannel open = channel;
        if (open == null) {
            connect();
            return;
        }
        boolean second = !sentNanos.isEmpty();
        long nodeEpoch = environment.nodeEpoch();
        if (session.isOfAnotherLife(nodeEpoch)) {
            if (second) return;
            session.restart();
            askAllAgain();
        }
        if (second && (sentNanos.size() == UNDER_WAY_MAX || toAsk.isEmpty() || !session.isOpen())) return;
        if (!second && !busy.isEmpty() && gather()) return;
        stopGathering();
        open.send(session.next(toAsk, nodeEpoch));
        sentCount++;
        toAsk.forEach(follower -> follower.askedIn(sentCount));
        toAsk.clear();
        sentNanos.add(System.nanoTime());
    }

    /** False when it has been waited long enough for those that are busy. */
    private boolean gather() {
        if (gathering == null)
            gathering =
                    environment.loop().schedule(this::send, settings.gatherMax().toNanos(), TimeUnit.NANOSECONDS);
        return !gathering.isDone() && !isDue(gathering);
    }

    private static boolean isDue(ScheduledFuture<?> timer) {
        return timer.getDelay(TimeUnit.NANOSECONDS) <= 0;
    }

    private void stopGathering() {
        if (gathering != null) gathering.cancel(false);
        gathering = null;
    }

    @Override
    public void answered(FetchResponseData answer, ByteBuf frame) {
        sentNanos.poll();
        answeredCount++;
        if (answer.errorCode() != Errors.NONE.code() || answer.sessionId() == 0) {
            refused(answer);
            return;
        }
        failures = 0;
        session.opened(answer.sessionId());
        for (FetchableTopicResponse topic : answer.responses())
            for (PartitionData data : topic.partitions()) deliver(topic.topicId(), data, frame);
        sendSoon();
    }

    /** The leader has lost the session, or has no room for one. */
    private void refused(FetchResponseData answer) {
        LeaderChannel open = channel;
        if (open != null)
            open.close("it has no fetch session for this node: "
                    + Errors.forCode(answer.errorCode()).message());
    }

    /** What goes on from elsewhere by now, which this answer's request has not told yet, has not asked for this. */
    private void deliver(Uuid topic, PartitionData data, ByteBuf frame) {
        FollowedPartition.Key key = new FollowedPartition.Key(
                new TopicId(topic.getMostSignificantBits(), topic.getLeastSignificantBits()), data.partitionIndex());
        FollowedPartition follower = followed.get(key);
        if (follower == null || follower.stage() != Stage.ASKED || follower.askedIn() > answeredCount) return;
        Stage next = AnswerDelivery.deliver(follower, data, frame);
        follower.become(next);
        if (next == Stage.GIVEN) busy.add(follower);
        if (next == Stage.PAUSED) follower.pauseFor(TimeUnit.MILLISECONDS.toNanos(pauseMillis(follower.failed())));
        else follower.succeeded();
    }

    private long pauseMillis(int failuresInRow) {
        long first = Math.max(1, settings.pauseMin().toMillis());
        long longer = first << Math.min(failuresInRow - 1, 16);
        return Math.min(longer, Math.max(1, settings.pauseMax().toMillis()));
    }

    private void connect() {
        if (connecting) return;
        connecting = true;
        NodeImage node = environment.node(leader);
        if (node == null) {
            lost("it is not known");
            return;
        }
        environment.connect(node, this, (opened, failure) -> connected(opened, failure));
    }

    private void connected(@Nullable LeaderChannel opened, @Nullable Throwable failure) {
        if (opened == null) {
            String why = failure == null ? "no connection" : String.valueOf(failure.getMessage());
            lost(why);
        } else if (ended) {
            opened.close("nothing is followed there any more");
        } else {
            connecting = false;
            channel = opened;
            LOG.debug("following {} partitions of node {}", followed.size(), leader);
            awaitAnswers(opened);
            send();
        }
    }

    @Override
    public void closed(LeaderChannel which, String why) {
        if (which != channel) return;
        channel = null;
        connecting = true;
        lost(why);
    }

    /** Everything that was asked is asked again, on another connection. The first attempt follows at once. */
    private void lost(String why) {
        session.restart();
        sentNanos.clear();
        answeredCount = sentCount;
        stopGathering();
        askAllAgain();
        if (failures == 0 && !ended) LOG.info("cannot fetch from node {}: {}; trying again", leader, why);
        long pauseMillis = failures == 0 ? 0 : pauseMillis(failures);
        failures++;
        environment
                .loop()
                .schedule(
                        () -> {
                            connecting = false;
                            send();
                        },
                        pauseMillis,
                        TimeUnit.MILLISECONDS);
    }

    private void askAllAgain() {
        for (FollowedPartition follower : followed.values())
            if (follower.stage() == Stage.ASKED) {
                follower.become(Stage.TO_ASK);
                toAsk.add(follower);
            }
    }

    /** Looks now and then whether the oldest fetch is answered; ends with the connection. */
    private void awaitAnswers(LeaderChannel watched) {
        long timeoutNanos = settings.answerTimeout().toNanos();
        environment
                .loop()
                .schedule(
                        () -> {
                            if (watched != channel) return;
                            Long oldest = sentNanos.peek();
                            if (oldest != null && System.nanoTime() - oldest > timeoutNanos)
                                watched.close("no answer for " + TimeUnit.NANOSECONDS.toMillis(timeoutNanos) + " ms");
                            else awaitAnswers(watched);
                        },
                        Math.max(TimeUnit.MILLISECONDS.toNanos(1), timeoutNanos / 4),
                        TimeUnit.NANOSECONDS);
    }
}
