package akkord.actors.group.core;

import akkord.actors.group.core.GroupEvent.SharesDropped;
import akkord.actors.group.core.GroupEvent.SharesKept;
import akkord.actors.group.core.share.ShareMember;
import akkord.protocol.domain.Refusal;
import akkord.protocol.group.GroupReply;
import akkord.protocol.group.GroupReply.DescribedConsumer;
import akkord.protocol.group.GroupReply.DescribedMember;
import akkord.protocol.group.GroupRequest;
import akkord.protocol.group.GroupType;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A share group as others are told of it, and of which partitions it keeps state. */
final class ShareStates {

    private static final byte[] NOTHING = {};

    private final GroupState state;
    private final Outbox out;

    ShareStates(GroupState state, Outbox out) {
        this.state = state;
        this.out = out;
    }

    GroupReply.ConsumersDescribed members() {
        Refusal why = typeProblem();
        if (why != null) return GroupReply.ConsumersDescribed.refused(why);
        return new GroupReply.ConsumersDescribed(
                null,
                state.phase(),
                state.generation(),
                state.shares().target().assignor(),
                state.shares().all().stream().map(this::described).toList());
    }

    private DescribedConsumer described(ShareMember member) {
        return new DescribedConsumer(
                member.id(),
                null,
                member.profile().rackId(),
                member.epoch(),
                member.profile().clientId(),
                member.profile().clientHost(),
                member.profile().topics(),
                null,
                member.assigned(),
                state.shares().target().of(member.id()),
                false);
    }

    /** Without what they read: the classic protocol has no words for it. */
    List<DescribedMember> classicMembers() {
        return state.shares().all().stream()
                .map(member -> new DescribedMember(
                        member.id(),
                        null,
                        member.profile().clientId(),
                        member.profile().clientHost(),
                        NOTHING,
                        NOTHING))
                .toList();
    }

    void describe(Consumer<GroupReply.SharesDescribed> to) {
        Refusal why = typeProblem();
        out.answer(
                to,
                why == null
                        ? new GroupReply.SharesDescribed(
                                null, state.phase(), state.shares().kept())
                        : GroupReply.SharesDescribed.refused(why));
    }

    /** Makes the group if there is none. */
    void keep(GroupRequest.KeepShares keep, Consumer<GroupReply.SharesChanged> to) {
        Refusal why = state.exists() ? changeProblem() : null;
        if (why == null) out.emit(new SharesKept(keep.partitions(), keep.metadataVersion()));
        out.answer(to, new GroupReply.SharesChanged(why));
    }

    void drop(GroupRequest.DropShares drop, Consumer<GroupReply.SharesChanged> to) {
        Refusal why = changeProblem();
        if (why == null) out.emit(new SharesDropped(drop.topics()));
        out.answer(to, new GroupReply.SharesChanged(why));
    }

    private @Nullable Refusal changeProblem() {
        Refusal why = typeProblem();
        return why != null || state.shares().isEmpty() ? why : GroupRefusals.notEmpty();
    }

    private @Nullable Refusal typeProblem() {
        if (!state.exists()) return GroupRefusals.noSuchGroup();
        return state.type() == GroupType.SHARE ? null : GroupRefusals.notOfShares();
    }
}
