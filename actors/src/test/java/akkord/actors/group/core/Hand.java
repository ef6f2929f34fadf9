package akkord.actors.group.core;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.actors.group.core.GroupEffect.Answer;
import akkord.actors.group.core.GroupEffect.ForgetShares;
import akkord.actors.group.core.GroupEffect.Persist;
import akkord.actors.group.core.GroupEffect.Tell;
import akkord.protocol.config.BrokerSettings;
import akkord.protocol.config.GroupConfig;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.group.ConsumerBytes;
import akkord.protocol.group.GroupPhase;
import akkord.protocol.group.GroupReply;
import akkord.protocol.group.GroupRequest;
import akkord.protocol.group.GroupRequest.MemberProtocol;
import akkord.protocol.group.GroupRequest.OffsetToCommit;
import akkord.protocol.group.TopicIdPartitions;
import akkord.protocol.metadata.MetadataImage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** A group in the hand: its clock is turned by the test, its journal is a list, its answers lie where they fell. */
final class Hand {

    static final int SESSION = 10_000;
    static final int REBALANCE = 60_000;
    static final int INITIAL_DELAY = 3_000;
    static final int MEMBERS_MAX = 5;
    static final int METADATA_MAX = 16;
    static final long RETENTION = 7 * 24 * 3_600_000L;
    static final long NEW_MEMBER = 300_000;
    static final int EXPECTED_MAX = 20;
    private static final int DEADLINES_MAX = 10_000;
    static final ConsumerLimits CONSUMERS =
            new ConsumerLimits(SESSION, 5_000, 5_000, 500, MEMBERS_MAX, List.of("uniform", "range"));
    static final ShareLimits SHARES = new ShareLimits(SESSION, 5_000, 1_000, 500, MEMBERS_MAX);
    static final ClosingLimits CLOSING = new ClosingLimits(true, 1_000);
    static final GroupLimits LIMITS = new GroupLimits(
            6_000,
            1_800_000,
            INITIAL_DELAY,
            MEMBERS_MAX,
            METADATA_MAX,
            RETENTION,
            NEW_MEMBER,
            EXPECTED_MAX,
            CONSUMERS,
            SHARES,
            CLOSING);

    final List<GroupEvent> journal = new ArrayList<>();
    final List<Tell> told = new ArrayList<>();
    final List<TopicIdPartition> forgotten = new ArrayList<>();
    long now = 1_000_000;
    MetadataImage image = MetadataImage.EMPTY;
    Map<String, String> config = Map.of();
    private int ids;
    private GroupSnapshot snapshot;
    private final GroupLimits limits;
    GroupCore core;

    Hand() {
        this(LIMITS);
    }

    Hand(GroupLimits limits) {
        this.limits = limits;
        core = newCore();
    }

    private GroupCore newCore() {
        return new GroupCore(
                "g",
                limits,
                prefix -> prefix + "-" + ids++,
                () -> image,
                group -> new GroupConfig(config, BrokerSettings.DEFAULTS));
    }

    /** Another node takes over, with what the journal has; a snapshot taken now would have kept the same. */
    void restart() {
        GroupSnapshot kept = core.snapshot();
        core = newCore();
        if (snapshot != null) core.load(snapshot);
        journal.forEach(core::replay);
        assertThat(text(kept)).as("a snapshot").isEqualTo(text(core.snapshot()));
        assertThat(core.snapshot().consumers()).as("consumers of a snapshot").isEqualTo(kept.consumers());
        assertThat(core.snapshot().shares()).as("shares of a snapshot").isEqualTo(kept.shares());
        core.recovered(now);
    }

    /** The same by a snapshot, which replaces the journal. */
    void restartFromSnapshot() {
        snapshot = core.snapshot();
        journal.clear();
        core = newCore();
        core.load(snapshot);
        core.recovered(now);
    }

    private static String text(GroupSnapshot snapshot) {
        StringBuilder text = new StringBuilder("generation " + snapshot.generation() + " of " + snapshot.protocolType()
                + " " + snapshot.protocol() + " led by " + snapshot.leader() + ", assigned " + snapshot.assigned());
        for (GroupEvent.StoredMember member : snapshot.members())
            text.append('\n').append(member.id()).append(' ').append(Arrays.toString(member.assignment()));
        return text.append('\n').append(snapshot.offsets()).toString();
    }

    void run(List<GroupEffect> effects) {
        for (GroupEffect effect : effects) {
            if (effect instanceof Persist persist) journal.add(persist.event());
            else if (effect instanceof Tell tell) told.add(tell);
            else if (effect instanceof ForgetShares forget) forgotten.addAll(forget.partitions());
            else if (effect instanceof Answer<?> answer) answer.give();
        }
    }

    /** Time passes, and what falls due on the way is done when it does. */
    void pass(long millis) {
        long until = now + millis;
        for (int times = 0; core.nextDeadlineMillis() <= until; times++) {
            assertThat(times).as("deadlines that nothing is done about").isLessThan(DEADLINES_MAX);
            now = Math.max(now, core.nextDeadlineMillis());
            run(core.timePassed(now));
        }
        now = until;
    }

    private <R> AtomicReference<R> await(java.util.function.Function<Consumer<R>, List<GroupEffect>> ask) {
        AtomicReference<R> answer = new AtomicReference<>();
        run(ask.apply(reply -> {
            assertThat(answer.get()).as("answered twice").isNull();
            answer.set(reply);
        }));
        return answer;
    }

    AtomicReference<GroupReply.Joined> join(GroupRequest.Join join) {
        return await(to -> core.join(join, to, now));
    }

    AtomicReference<GroupReply.Joined> join(String memberId, String... topics) {
        return join(request(memberId, null, "range", topics));
    }

    AtomicReference<GroupReply.Synced> sync(String memberId, int generation, Map<String, String> assignments) {
        Map<String, byte[]> bytes = new HashMap<>();
        assignments.forEach((id, text) -> bytes.put(id, assignment(text)));
        return sync(new GroupRequest.Sync(memberId, null, generation, "consumer", "range", bytes));
    }

    AtomicReference<GroupReply.Synced> sync(GroupRequest.Sync sync) {
        return await(to -> core.sync(sync, to, now));
    }

    ErrorCode heartbeat(String memberId, int generation) {
        return heartbeat(new GroupRequest.Heartbeat(memberId, null, generation));
    }

    ErrorCode heartbeat(GroupRequest.Heartbeat heartbeat) {
        return code(this.<GroupReply.HeartbeatSeen>await(to -> core.heartbeat(heartbeat, to, now))
                .get()
                .why());
    }

    GroupReply.ConsumerHeartbeatSeen beat(GroupRequest.ConsumerHeartbeat beat) {
        return this.<GroupReply.ConsumerHeartbeatSeen>await(to -> core.consumerHeartbeat(beat, to, now))
                .get();
    }

    GroupReply.ConsumersDescribed consumers() {
        return this.<GroupReply.ConsumersDescribed>await(core::describeConsumers)
                .get();
    }

    GroupReply.ConsumerHeartbeatSeen beat(GroupRequest.ShareHeartbeat beat) {
        return this.<GroupReply.ConsumerHeartbeatSeen>await(to -> core.shareHeartbeat(beat, to, now))
                .get();
    }

    GroupReply.ConsumersDescribed sharers() {
        return this.<GroupReply.ConsumersDescribed>await(core::describeSharers).get();
    }

    /** @param metadataVersion of the image in which there is such a topic */
    ErrorCode keepShares(List<TopicIdPartitions> partitions, long metadataVersion) {
        GroupRequest.KeepShares keep = new GroupRequest.KeepShares(partitions, metadataVersion);
        return code(this.<GroupReply.SharesChanged>await(to -> core.keepShares(keep, to))
                .get()
                .why());
    }

    GroupReply.SharesDescribed shares() {
        return this.<GroupReply.SharesDescribed>await(core::describeShares).get();
    }

    GroupReply.Left leave(String memberId, String instanceId) {
        return this.<GroupReply.Left>await(to -> core.leave(
                        new GroupRequest.Leave(List.of(new GroupRequest.Leaver(memberId, instanceId, ""))), to, now))
                .get();
    }

    ErrorCode commit(String memberId, int generation, String topic, int partition, long offset) {
        return commit(memberId, generation, topic, partition, offset, "", -1);
    }

    ErrorCode commit(
            String memberId, int generation, String topic, int partition, long offset, String note, long retention) {
        OffsetToCommit one =
                new OffsetToCommit(new TopicPartition(topic, partition), TopicId.ZERO, offset, 3, note, retention);
        return code(this.<GroupReply.OffsetsCommitted>await(to ->
                        core.commit(new GroupRequest.CommitOffsets(memberId, null, generation, List.of(one)), to, now))
                .get()
                .refusals()
                .get(0));
    }

    /** @return what is committed, by partition */
    Map<String, Long> offsets() {
        Map<String, Long> offsets = new HashMap<>();
        this.<GroupReply.OffsetsFetched>await(to -> core.fetch(GroupRequest.FetchOffsets.byAnybody(null), to))
                .get()
                .offsets()
                .forEach(each -> offsets.put(each.partition().toString(), each.offset()));
        return offsets;
    }

    GroupReply.OffsetsDeleted deleteOffsets(TopicPartition... partitions) {
        return this.<GroupReply.OffsetsDeleted>await(
                        to -> core.deleteOffsets(new GroupRequest.DeleteOffsets(List.of(partitions)), to))
                .get();
    }

    ErrorCode delete() {
        return code(
                this.<GroupReply.Deleted>await(to -> core.delete(to, now)).get().why());
    }

    GroupReply.Described describe() {
        return this.<GroupReply.Described>await(core::describe).get();
    }

    GroupPhase phase() {
        return describe().phase();
    }

    /** A stable group of that many members, in generation 1; the first leads. @return their ids */
    List<String> stable(int members) {
        List<AtomicReference<GroupReply.Joined>> joining = new ArrayList<>();
        for (int i = 0; i < members; i++) joining.add(join("", "t"));
        pass(2L * INITIAL_DELAY);
        List<String> ids = joining.stream().map(each -> each.get().memberId()).toList();
        Map<String, String> assignments = new HashMap<>();
        for (int i = 0; i < members; i++) assignments.put(ids.get(i), "t:" + i);
        int generation = joining.get(0).get().generation();
        ids.forEach(id -> sync(id, generation, id.equals(ids.get(0)) ? assignments : Map.of()));
        assertThat(phase()).isEqualTo(GroupPhase.STABLE);
        return ids;
    }

    static GroupRequest.Join request(String memberId, String instanceId, String protocol, String... topics) {
        return new GroupRequest.Join(
                memberId,
                instanceId,
                "client",
                "/127.0.0.1",
                SESSION,
                REBALANCE,
                "consumer",
                List.of(new MemberProtocol(protocol, subscription(topics))),
                false,
                true,
                "");
    }

    static GroupRequest.Join mustAskTwice(GroupRequest.Join join) {
        return new GroupRequest.Join(
                join.memberId(),
                join.instanceId(),
                join.clientId(),
                join.clientHost(),
                join.sessionTimeoutMillis(),
                join.rebalanceTimeoutMillis(),
                join.protocolType(),
                join.protocols(),
                true,
                true,
                "");
    }

    static GroupRequest.Join within(int rebalanceMillis, GroupRequest.Join join) {
        return new GroupRequest.Join(
                join.memberId(),
                join.instanceId(),
                join.clientId(),
                join.clientHost(),
                join.sessionTimeoutMillis(),
                rebalanceMillis,
                join.protocolType(),
                join.protocols(),
                join.needsMemberId(),
                true,
                "");
    }

    static byte[] subscription(String... topics) {
        ByteBuffer bytes = ByteBuffer.allocate(1_000).putShort((short) 0).putInt(topics.length);
        for (String topic : topics) putText(bytes, topic);
        bytes.putInt(0);
        return taken(bytes);
    }

    /** @param text partitions as {@code topic:number}, between blanks */
    static byte[] assignment(String text) {
        String[] parts = text.isEmpty() ? new String[0] : text.split(" ");
        ByteBuffer bytes = ByteBuffer.allocate(1_000).putShort((short) 0).putInt(parts.length);
        for (String part : parts) {
            putText(bytes, part.split(":")[0]);
            bytes.putInt(1).putInt(Integer.parseInt(part.split(":")[1]));
        }
        return taken(bytes.putInt(0));
    }

    static String text(byte[] assignment) {
        return String.join(
                " ",
                ConsumerBytes.assigned(assignment).stream()
                        .map(partition -> partition.topic() + ":" + partition.partition())
                        .toList());
    }

    private static void putText(ByteBuffer bytes, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        bytes.putShort((short) utf8.length).put(utf8);
    }

    private static byte[] taken(ByteBuffer bytes) {
        byte[] array = new byte[bytes.position()];
        bytes.flip().get(array);
        return array;
    }

    static ErrorCode code(Refusal why) {
        return why == null ? null : why.code();
    }
}
