package akkord.actors.group.core;

import akkord.actors.group.core.GroupEvent.GroupRemoved;
import akkord.actors.group.core.GroupEvent.OffsetsCommitted;
import akkord.actors.group.core.GroupEvent.OffsetsRemoved;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.group.ConsumerBytes;
import akkord.protocol.group.GroupPhase;
import akkord.protocol.group.GroupReply;
import akkord.protocol.group.GroupReply.KnownOffset;
import akkord.protocol.group.GroupRequest;
import akkord.protocol.group.GroupRequest.OffsetToCommit;
import akkord.protocol.group.GroupType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Committed offsets: whose commits count, what is answered, and when offsets are forgotten. */
final class Offsets {

    private static final long NOT_SAID = -1;

    private final GroupState state;
    private final GroupLimits limits;
    private final Outbox out;
    private final Membership membership;
    private final Supplier<ConsumerMembers> consumers;
    private final ConsumerView view;

    Offsets(
            GroupState state,
            GroupLimits limits,
            Outbox out,
            Membership membership,
            Supplier<ConsumerMembers> consumers,
            ConsumerView view) {
        this.state = state;
        this.limits = limits;
        this.out = out;
        this.membership = membership;
        this.consumers = consumers;
        this.view = view;
    }

    void commit(GroupRequest.CommitOffsets commit, Consumer<GroupReply.OffsetsCommitted> to, long now) {
        Refusal why = problem(commit);
        if (why != null) {
            out.answer(
                    to,
                    new GroupReply.OffsetsCommitted(
                            Collections.nCopies(commit.offsets().size(), why)));
            return;
        }
        Member member = state.roster().find(commit.memberId());
        if (member != null) member.heard(now);
        List<CommittedOffset> kept = new ArrayList<>();
        List<@Nullable Refusal> refusals = new ArrayList<>();
        for (OffsetToCommit offset : commit.offsets()) {
            Refusal refused = problem(commit, offset);
            refusals.add(refused);
            if (refused == null) kept.add(committed(offset, now));
        }
        if (!kept.isEmpty()) out.emit(new OffsetsCommitted(kept));
        out.answer(to, new GroupReply.OffsetsCommitted(refusals));
    }

    private @Nullable Refusal problem(GroupRequest.CommitOffsets commit) {
        if (state.type() == GroupType.SHARE) return GroupRefusals.notOfConsumers();
        boolean fromOutside = commit.generation() < 0;
        if (fromOutside && state.phase() == GroupPhase.EMPTY) return null;
        if (state.type() == GroupType.CONSUMER) return null;
        if (!state.exists()) return GroupRefusals.staleGeneration(commit.generation(), 0);
        if (fromOutside && commit.memberId().isEmpty() && commit.instanceId() == null)
            return GroupRefusals.unknownMember("");
        Refusal why = membership.problem(commit.memberId(), commit.instanceId(), commit.generation());
        if (why != null) return why;
        return state.phase() == GroupPhase.COMPLETING_REBALANCE ? GroupRefusals.rebalancing() : null;
    }

    private @Nullable Refusal problem(GroupRequest.CommitOffsets commit, OffsetToCommit offset) {
        boolean fromOutside = commit.generation() < 0 && state.phase() == GroupPhase.EMPTY;
        if (!fromOutside && state.type() == GroupType.CONSUMER) {
            TopicIdPartition partition =
                    new TopicIdPartition(offset.topicId(), offset.partition().partition());
            Refusal why = consumers.get().commitProblem(commit, partition);
            if (why != null) return why;
        }
        int bytes = offset.metadata().length() > limits.metadataBytesMax()
                ? offset.metadata().length()
                : offset.metadata().getBytes(StandardCharsets.UTF_8).length;
        return bytes > limits.metadataBytesMax() ? GroupRefusals.longMetadata(bytes, limits.metadataBytesMax()) : null;
    }

    private static CommittedOffset committed(OffsetToCommit offset, long now) {
        return new CommittedOffset(
                offset.partition(),
                offset.topicId(),
                offset.offset(),
                offset.leaderEpoch(),
                offset.metadata(),
                now,
                offset.retentionMillis() < 0 ? NOT_SAID : now + offset.retentionMillis());
    }

    void fetch(GroupRequest.FetchOffsets fetch, Consumer<GroupReply.OffsetsFetched> to) {
        Refusal why = problem(fetch);
        if (why != null) {
            out.answer(to, new GroupReply.OffsetsFetched(why, List.of()));
            return;
        }
        List<TopicPartition> wanted = fetch.partitions();
        List<KnownOffset> known = (wanted == null
                        ? state.offsets().values().stream()
                        : wanted.stream().distinct().map(state.offsets()::get).filter(Objects::nonNull))
                .map(offset -> new KnownOffset(
                        offset.partition(), offset.topicId(), offset.offset(), offset.leaderEpoch(), offset.metadata()))
                .toList();
        out.answer(to, new GroupReply.OffsetsFetched(null, known));
    }

    private @Nullable Refusal problem(GroupRequest.FetchOffsets fetch) {
        boolean fromOutside = fetch.memberId() == null && fetch.memberEpoch() < 0;
        if (fromOutside || state.type() != GroupType.CONSUMER) return null;
        return consumers.get().epochProblem(Objects.requireNonNullElse(fetch.memberId(), ""), fetch.memberEpoch());
    }

    void delete(GroupRequest.DeleteOffsets delete, Consumer<GroupReply.OffsetsDeleted> to) {
        Refusal why = deletionProblem();
        if (why != null) {
            out.answer(to, new GroupReply.OffsetsDeleted(why, List.of()));
            return;
        }
        Set<String> subscribed = subscribedTopics();
        List<@Nullable Refusal> refusals = new ArrayList<>();
        Set<TopicPartition> removed = new LinkedHashSet<>();
        for (TopicPartition partition : delete.partitions()) {
            boolean isRead = subscribed.contains(partition.topic());
            refusals.add(isRead ? GroupRefusals.subscribed(partition.topic()) : null);
            if (!isRead && state.offsets().containsKey(partition)) removed.add(partition);
        }
        if (!removed.isEmpty()) out.emit(new OffsetsRemoved(List.copyOf(removed)));
        out.answer(to, new GroupReply.OffsetsDeleted(null, refusals));
    }

    private @Nullable Refusal deletionProblem() {
        if (!state.exists()) return GroupRefusals.noSuchGroup();
        if (state.type() == GroupType.SHARE) return GroupRefusals.notOfConsumers();
        boolean mayHaveReaders = state.phase() != GroupPhase.EMPTY && !isOfConsumers();
        return mayHaveReaders ? GroupRefusals.notEmpty() : null;
    }

    private boolean isOfConsumers() {
        return state.protocolType().equals(ConsumerBytes.PROTOCOL_TYPE);
    }

    private Set<String> subscribedTopics() {
        Set<String> topics = new HashSet<>(view.topics());
        for (Member member : state.roster().all())
            member.protocols().forEach(protocol -> topics.addAll(ConsumerBytes.topics(protocol.metadata())));
        return topics;
    }

    void deleteGroup(Consumer<GroupReply.Deleted> to, long now) {
        Refusal why = !state.exists()
                ? GroupRefusals.noSuchGroup()
                : state.phase() != GroupPhase.EMPTY || state.roster().expectsAny() ? GroupRefusals.notEmpty() : null;
        if (why == null) out.emit(new GroupRemoved(now));
        out.answer(to, new GroupReply.Deleted(why));
    }

    /** Forgets what has come of age, and the group with the last of it. Where share groups stand never comes of age. */
    void sweep(long now) {
        if (state.type() == GroupType.SHARE) return;
        Set<String> subscribed = subscribedTopics();
        List<TopicPartition> expired = state.offsets().values().stream()
                .filter(offset -> expiresMillis(offset, subscribed) <= now)
                .map(CommittedOffset::partition)
                .toList();
        if (!expired.isEmpty()) out.emit(new OffsetsRemoved(expired));
        boolean isOver = state.phase() == GroupPhase.EMPTY
                && state.offsets().isEmpty()
                && state.generation() > 0
                && !state.roster().expectsAny();
        if (isOver) out.emit(new GroupRemoved(now));
    }

    /** When {@link #sweep} may find something, if nothing happens until then; Long.MAX_VALUE: never. */
    long nextExpiryMillis() {
        if (state.type() == GroupType.SHARE) return Long.MAX_VALUE;
        if (state.phase() == GroupPhase.EMPTY && state.offsets().isEmpty())
            return state.generation() > 0 ? state.emptySinceMillis() : Long.MAX_VALUE;
        Set<String> subscribed = subscribedTopics();
        return state.offsets().values().stream()
                .mapToLong(offset -> expiresMillis(offset, subscribed))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /**
     * As KIP-211 has it: an empty group's offsets are kept for a time after its last member left, those of a group that
     * never had members after they were committed, and a stable group's only while somebody is subscribed to their
     * topic. What was committed after the group was empty counts from then on.
     */
    private long expiresMillis(CommittedOffset offset, Set<String> subscribed) {
        boolean isEmpty = state.phase() == GroupPhase.EMPTY;
        boolean isUnread = state.phase() == GroupPhase.STABLE
                && isOfConsumers()
                && !subscribed.contains(offset.partition().topic());
        if (!isEmpty && !isUnread) return Long.MAX_VALUE;
        if (offset.expiresMillis() != NOT_SAID) return offset.expiresMillis();
        long since = isEmpty ? Math.max(state.emptySinceMillis(), offset.committedMillis()) : offset.committedMillis();
        return since + limits.offsetsRetentionMillis();
    }
}
