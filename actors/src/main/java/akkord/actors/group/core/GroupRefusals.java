package akkord.actors.group.core;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Kafka's errors of groups, each with a sentence. */
final class GroupRefusals {

    private GroupRefusals() {}

    static Refusal unknownMember(String memberId) {
        return new Refusal(
                ErrorCode.UNKNOWN_MEMBER_ID,
                memberId.isEmpty()
                        ? "the group has members, and this request does not say which of them sends it"
                        : "the group has no member " + memberId + ": it was removed, or never was one; join again");
    }

    static Refusal fenced(@Nullable String instanceId) {
        return new Refusal(
                ErrorCode.FENCED_INSTANCE_ID, "another member has joined as the instance " + instanceId + " since");
    }

    static Refusal staleGeneration(int asked, int now) {
        return new Refusal(
                ErrorCode.ILLEGAL_GENERATION, "the group is in generation " + now + ", not " + asked + ": join again");
    }

    static Refusal rebalancing() {
        return new Refusal(ErrorCode.REBALANCE_IN_PROGRESS, "the group rebalances: join again");
    }

    static Refusal otherProtocol() {
        return new Refusal(
                ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
                "the members of a group must have one protocol type and an assignment protocol in common");
    }

    static Refusal ofConsumers() {
        return new Refusal(
                ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
                "the group's members use the consumer protocol, and group.consumer.migration.policy lets no other one"
                        + " join them: set group.protocol=consumer");
    }

    static Refusal ofClassicMembers() {
        return new Refusal(
                ErrorCode.GROUP_ID_NOT_FOUND,
                "the group's members use the classic protocol, and group.consumer.migration.policy lets no other one"
                        + " join them: set group.protocol=classic");
    }

    static Refusal cannotUpgrade(String why) {
        return new Refusal(
                ErrorCode.GROUP_ID_NOT_FOUND,
                "the group's members use the classic protocol, and no other one can join them: " + why);
    }

    static Refusal notClassic(String memberId) {
        return new Refusal(
                ErrorCode.UNKNOWN_MEMBER_ID, "the member " + memberId + " does not use the classic protocol");
    }

    static Refusal classic(String memberId) {
        return new Refusal(ErrorCode.UNKNOWN_MEMBER_ID, "the member " + memberId + " uses the classic protocol");
    }

    /** Its last classic member has just left, and the rebalance that says so is not over. */
    static Refusal notYetEmpty() {
        return new Refusal(ErrorCode.COORDINATOR_NOT_AVAILABLE, "the group is about to be empty: ask again");
    }

    static Refusal notOfConsumers() {
        return new Refusal(ErrorCode.GROUP_ID_NOT_FOUND, "the group is not a consumer group of the consumer protocol");
    }

    static Refusal notOfShares() {
        return new Refusal(
                ErrorCode.GROUP_ID_NOT_FOUND, "the group is not a share group: delete it, or take another id");
    }

    static Refusal ofSharers() {
        return new Refusal(
                ErrorCode.INCONSISTENT_GROUP_PROTOCOL, "the group is a share group: delete it, or take another id");
    }

    static Refusal fencedEpoch(int asked, int now) {
        return new Refusal(
                ErrorCode.FENCED_MEMBER_EPOCH, "the member is in epoch " + now + ", not " + asked + ": join again");
    }

    static Refusal staleEpoch(int asked, int now) {
        return new Refusal(
                ErrorCode.STALE_MEMBER_EPOCH,
                "the member is in epoch " + now + ", not " + asked + ": send a heartbeat and ask again");
    }

    static Refusal oldCommit() {
        return new Refusal(
                ErrorCode.UNSUPPORTED_VERSION, "members of the consumer protocol commit by OffsetCommit 9 or later");
    }

    static Refusal unreleased(@Nullable String instanceId) {
        return new Refusal(
                ErrorCode.UNRELEASED_INSTANCE_ID,
                "the instance " + instanceId + " is still a member: stop it, or wait until its session has ended");
    }

    static Refusal unknownAssignor(String asked, List<String> known) {
        return new Refusal(
                ErrorCode.UNSUPPORTED_ASSIGNOR,
                "there is no assignor " + Told.words(asked) + " here, but " + String.join(", ", known));
    }

    static Refusal wrongRegex(String why) {
        return new Refusal(
                ErrorCode.INVALID_REGULAR_EXPRESSION, "the subscription is not an expression of RE2: " + why);
    }

    static Refusal sessionTimeout(int asked, GroupLimits limits) {
        return new Refusal(
                ErrorCode.INVALID_SESSION_TIMEOUT,
                "a session timeout of " + asked + " ms is not between group.min.session.timeout.ms ("
                        + limits.sessionTimeoutMillisMin() + ") and group.max.session.timeout.ms ("
                        + limits.sessionTimeoutMillisMax() + ")");
    }

    static Refusal full(int membersMax) {
        return new Refusal(
                ErrorCode.GROUP_MAX_SIZE_REACHED,
                "the group has the " + membersMax + " members that group.max.size allows");
    }

    static Refusal fullOfConsumers(int membersMax) {
        return new Refusal(
                ErrorCode.GROUP_MAX_SIZE_REACHED,
                "the group has the " + membersMax + " members that group.consumer.max.size allows");
    }

    static Refusal fullOfSharers(int membersMax) {
        return new Refusal(
                ErrorCode.GROUP_MAX_SIZE_REACHED,
                "the group has the " + membersMax + " members that group.share.max.size allows");
    }

    static Refusal crowded(int expectedMax) {
        return new Refusal(
                ErrorCode.GROUP_MAX_SIZE_REACHED,
                "so many as " + expectedMax + " new members have been given ids and have not come back with them");
    }

    static Refusal askAgain() {
        return new Refusal(ErrorCode.MEMBER_ID_REQUIRED, "join again under the member id in this answer");
    }

    static Refusal noSuchGroup() {
        return new Refusal(ErrorCode.GROUP_ID_NOT_FOUND, "there is no such group");
    }

    static Refusal notEmpty() {
        return new Refusal(ErrorCode.NON_EMPTY_GROUP, "the group has members: stop them first");
    }

    static Refusal subscribed(String topic) {
        return new Refusal(
                ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC, "members of the group are subscribed to the topic " + topic);
    }

    static Refusal longMetadata(int bytes, int bytesMax) {
        return new Refusal(
                ErrorCode.OFFSET_METADATA_TOO_LARGE,
                "the note of " + bytes + " bytes is longer than the " + bytesMax
                        + " that offset.metadata.max.bytes allows");
    }
}
