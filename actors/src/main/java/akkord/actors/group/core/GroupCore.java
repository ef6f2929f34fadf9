package akkord.actors.group.core;

import akkord.protocol.config.GroupConfigs;
import akkord.protocol.group.GroupListing;
import akkord.protocol.group.GroupPhase;
import akkord.protocol.group.GroupReply;
import akkord.protocol.group.GroupRequest;
import akkord.protocol.group.GroupType;
import akkord.protocol.metadata.MetadataImage;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One group. Each method takes the time, which must not go back, and gives what is to be done; the core has changed by
 * then. One thread at a time.
 */
public final class GroupCore {

    private final String group;
    private final GroupState state = new GroupState();
    private final Outbox out = new Outbox(state);
    private final Rebalance rebalance;
    private final Joining joining;
    private final Membership membership;
    private final Offsets offsets;
    private final ConsumerView view = new ConsumerView(state);
    private final ClosedConnections closedConnections;
    private final ShareStates shareStates = new ShareStates(state, out);
    private final Supplier<ConsumerSide> makeConsumers;
    private final Supplier<ShareSide> makeShares;

    /** Null while nobody needs it: of ten thousand groups most have no members. */
    private @Nullable ConsumerSide consumers;

    private @Nullable ShareSide shares;

    /**
     * @param memberIds makes an id that nobody has had, which begins with the given text
     * @param metadata what is known of the cluster now
     * @param configs what groups have set for themselves, which may change at any time
     */
    public GroupCore(
            String group,
            GroupLimits limits,
            Function<String, String> memberIds,
            Supplier<MetadataImage> metadata,
            GroupConfigs configs) {
        this.group = group;
        RebalanceStory story = new RebalanceStory(group, out);
        rebalance = new Rebalance(state, limits, out, story);
        joining = new Joining(state, limits, out, rebalance, story, memberIds);
        membership = new Membership(state, out, rebalance, story);
        makeConsumers = () ->
                new ConsumerSide(group, state, limits, out, rebalance, story, joining, memberIds, metadata, configs);
        makeShares = () -> new ShareSide(group, state, limits, out, story, metadata, configs);
        closedConnections = new ClosedConnections(state, limits.closing(), rebalance);
        offsets = new Offsets(state, limits, out, membership, () -> consumers().members, view);
    }

    private ConsumerSide consumers() {
        ConsumerSide made = consumers;
        if (made != null) return made;
        consumers = made = makeConsumers.get();
        return made;
    }

    private ShareSide shares() {
        ShareSide made = shares;
        if (made != null) return made;
        shares = made = makeShares.get();
        return made;
    }

    /** What the journal has, oldest first, on a new core. */
    public void replay(GroupEvent event) {
        state.apply(event);
    }

    public void load(GroupSnapshot snapshot) {
        state.load(snapshot);
    }

    /** After the last event of the journal: members have a session's time to be heard of. */
    public void recovered(long nowMillis) {
        state.roster().all().forEach(member -> member.heard(nowMillis));
        if (!state.shares().isEmpty()) shares().heartbeats.recovered(nowMillis);
        else if (state.consumers().isEmpty()) rebalance.recovered(nowMillis);
        else consumers().members.recovered(nowMillis);
    }

    public GroupSnapshot snapshot() {
        return state.snapshot();
    }

    public List<GroupEffect> join(GroupRequest.Join join, Consumer<GroupReply.Joined> to, long nowMillis) {
        if (state.consumers().isEmpty()) joining.join(join, to, nowMillis);
        else consumers().classicMembers.join(join, to, nowMillis);
        return out.drain();
    }

    public List<GroupEffect> sync(GroupRequest.Sync sync, Consumer<GroupReply.Synced> to, long nowMillis) {
        if (state.consumers().isEmpty()) membership.sync(sync, to, nowMillis);
        else consumers().classicMembers.sync(sync, to, nowMillis);
        return out.drain();
    }

    public List<GroupEffect> heartbeat(
            GroupRequest.Heartbeat heartbeat, Consumer<GroupReply.HeartbeatSeen> to, long nowMillis) {
        if (state.consumers().isEmpty()) membership.heartbeat(heartbeat, to, nowMillis);
        else consumers().classicMembers.heartbeat(heartbeat, to, nowMillis);
        return out.drain();
    }

    public List<GroupEffect> leave(GroupRequest.Leave leave, Consumer<GroupReply.Left> to, long nowMillis) {
        if (state.consumers().isEmpty()) membership.leave(leave, to, nowMillis);
        else consumers().members.leave(leave, to, nowMillis);
        return out.drain();
    }

    public List<GroupEffect> consumerHeartbeat(
            GroupRequest.ConsumerHeartbeat heartbeat, Consumer<GroupReply.ConsumerHeartbeatSeen> to, long nowMillis) {
        consumers().heartbeats.heartbeat(heartbeat, to, nowMillis);
        return out.drain();
    }

    public List<GroupEffect> describeConsumers(Consumer<GroupReply.ConsumersDescribed> to) {
        out.answer(to, view.consumers());
        return out.drain();
    }

    public List<GroupEffect> shareHeartbeat(
            GroupRequest.ShareHeartbeat heartbeat, Consumer<GroupReply.ConsumerHeartbeatSeen> to, long nowMillis) {
        shares().heartbeats.heartbeat(heartbeat, to, nowMillis);
        return out.drain();
    }

    public List<GroupEffect> describeSharers(Consumer<GroupReply.ConsumersDescribed> to) {
        out.answer(to, shareStates.members());
        return out.drain();
    }

    public List<GroupEffect> describeShares(Consumer<GroupReply.SharesDescribed> to) {
        shareStates.describe(to);
        return out.drain();
    }

    public List<GroupEffect> keepShares(GroupRequest.KeepShares keep, Consumer<GroupReply.SharesChanged> to) {
        shareStates.keep(keep, to);
        return out.drain();
    }

    public List<GroupEffect> dropShares(GroupRequest.DropShares drop, Consumer<GroupReply.SharesChanged> to) {
        shareStates.drop(drop, to);
        return out.drain();
    }

    /** Connections on which these were heard of were closed by their clients. Some may be members no more. */
    public List<GroupEffect> connectionClosed(Collection<String> memberIds, long nowMillis) {
        closedConnections.closed(memberIds, consumers, shares, nowMillis);
        return out.drain();
    }

    public List<GroupEffect> commit(
            GroupRequest.CommitOffsets commit, Consumer<GroupReply.OffsetsCommitted> to, long nowMillis) {
        offsets.commit(commit, to, nowMillis);
        return out.drain();
    }

    public List<GroupEffect> fetch(GroupRequest.FetchOffsets fetch, Consumer<GroupReply.OffsetsFetched> to) {
        offsets.fetch(fetch, to);
        return out.drain();
    }

    public List<GroupEffect> deleteOffsets(GroupRequest.DeleteOffsets delete, Consumer<GroupReply.OffsetsDeleted> to) {
        offsets.delete(delete, to);
        return out.drain();
    }

    public List<GroupEffect> delete(Consumer<GroupReply.Deleted> to, long nowMillis) {
        offsets.deleteGroup(to, nowMillis);
        return out.drain();
    }

    public List<GroupEffect> describe(Consumer<GroupReply.Described> to) {
        out.answer(
                to,
                new GroupReply.Described(
                        state.type(),
                        state.exists() ? state.phase() : GroupPhase.DEAD,
                        state.generation(),
                        state.protocolType(),
                        assignment(),
                        members()));
        return out.drain();
    }

    private @Nullable String assignment() {
        if (!state.shares().isEmpty()) return state.shares().target().assignor();
        return state.consumers().isEmpty()
                ? state.protocol()
                : state.consumers().target().assignor();
    }

    private List<GroupReply.DescribedMember> members() {
        if (!state.consumers().isEmpty()) return view.members();
        if (!state.shares().isEmpty()) return shareStates.classicMembers();
        boolean stable = state.phase() == GroupPhase.STABLE;
        return state.roster().all().stream()
                .map(member -> member.described(state.protocol(), stable))
                .toList();
    }

    /** Ends what has taken too long. */
    public List<GroupEffect> timePassed(long nowMillis) {
        membership.timePassed(nowMillis);
        rebalance.timePassed(nowMillis);
        if (consumers != null) consumers.members.timePassed(nowMillis);
        if (shares != null) shares.heartbeats.timePassed(nowMillis);
        return out.drain();
    }

    /** Forgets offsets that have come of age, and what is kept of topics that are no more. */
    public List<GroupEffect> sweep(long nowMillis) {
        offsets.sweep(nowMillis);
        if (state.type() == GroupType.SHARE) shares().heartbeats.sweep(nowMillis);
        return out.drain();
    }

    /** When {@link #timePassed} is to be called, at the latest; Long.MAX_VALUE: never. */
    public long nextDeadlineMillis() {
        long classic = Math.min(state.roster().nextDeadlineMillis(), rebalance.nextDeadlineMillis());
        long ofConsumers = consumers == null ? Long.MAX_VALUE : consumers.members.nextDeadlineMillis();
        long ofSharers = shares == null ? Long.MAX_VALUE : shares.heartbeats.nextDeadlineMillis();
        return Math.min(classic, Math.min(ofConsumers, ofSharers));
    }

    /** When {@link #sweep} may find something, if nothing happens until then; Long.MAX_VALUE: never. */
    public long nextExpiryMillis() {
        return offsets.nextExpiryMillis();
    }

    /** Whether nobody is or may become a member soon. */
    public boolean isIdle() {
        return state.phase() == GroupPhase.EMPTY && !state.roster().expectsAny();
    }

    /** DEAD: there is no such group. */
    public GroupListing listing() {
        return new GroupListing(
                group, state.protocolType(), state.exists() ? state.phase() : GroupPhase.DEAD, state.type());
    }
}
