package akkord.actors.group.core;

import static akkord.actors.group.core.Hand.INITIAL_DELAY;
import static akkord.actors.group.core.Hand.METADATA_MAX;
import static akkord.actors.group.core.Hand.RETENTION;
import static akkord.actors.group.core.Hand.code;
import static akkord.protocol.domain.ErrorCode.GROUP_ID_NOT_FOUND;
import static akkord.protocol.domain.ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC;
import static akkord.protocol.domain.ErrorCode.ILLEGAL_GENERATION;
import static akkord.protocol.domain.ErrorCode.NON_EMPTY_GROUP;
import static akkord.protocol.domain.ErrorCode.OFFSET_METADATA_TOO_LARGE;
import static akkord.protocol.domain.ErrorCode.REBALANCE_IN_PROGRESS;
import static akkord.protocol.domain.ErrorCode.UNKNOWN_MEMBER_ID;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.domain.TopicPartition;
import akkord.protocol.group.GroupPhase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Committed offsets: whose count, what is kept, and for how long. */
class OffsetsTest {

    private static final TopicPartition T0 = new TopicPartition("t", 0);
    private static final TopicPartition OLD0 = new TopicPartition("old", 0);

    private final Hand group = new Hand();

    @Test
    void whoHasNoGroupMayCommitWhileNobodyElseIsThere() {
        assertThat(group.commit("", -1, "t", 0, 5)).isNull();
        assertThat(group.offsets()).isEqualTo(Map.of("t-0", 5L));
        assertThat(group.phase()).isEqualTo(GroupPhase.EMPTY);

        group.stable(1);

        assertThat(group.commit("", -1, "t", 0, 6)).isEqualTo(UNKNOWN_MEMBER_ID);
        assertThat(group.offsets()).isEqualTo(Map.of("t-0", 5L));
    }

    @Test
    void onlyMembersOfThisGenerationCommit() {
        assertThat(group.commit("anyone", 3, "t", 0, 1)).isEqualTo(ILLEGAL_GENERATION);
        List<String> ids = group.stable(2);
        assertThat(group.commit(ids.get(0), 1, "t", 0, 7)).isNull();
        assertThat(group.commit(ids.get(0), 0, "t", 0, 8)).isEqualTo(ILLEGAL_GENERATION);
        assertThat(group.commit("stranger", 1, "t", 0, 8)).isEqualTo(UNKNOWN_MEMBER_ID);
        assertThat(group.offsets()).isEqualTo(Map.of("t-0", 7L));
    }

    @Test
    void membersCommitWhileOthersJoinAndNotWhileAssignmentsAreMade() {
        List<String> ids = group.stable(2);
        var leader = group.join(ids.get(0), "t");
        assertThat(group.commit(ids.get(1), 1, "t", 1, 9)).as("preparing").isNull();
        group.join(ids.get(1), "t");
        assertThat(leader.get().generation()).isEqualTo(2);
        assertThat(group.commit(ids.get(1), 2, "t", 1, 10)).isEqualTo(REBALANCE_IN_PROGRESS);
        assertThat(group.offsets()).isEqualTo(Map.of("t-1", 9L));
    }

    @Test
    void notesAreKeptUpToALength() {
        assertThat(group.commit("", -1, "t", 0, 5, "x".repeat(METADATA_MAX), -1))
                .isNull();
        assertThat(group.commit("", -1, "t", 0, 6, "x".repeat(METADATA_MAX + 1), -1))
                .isEqualTo(OFFSET_METADATA_TOO_LARGE);
        assertThat(group.commit("", -1, "t", 0, 6, "ä".repeat(METADATA_MAX / 2 + 1), -1))
                .isEqualTo(OFFSET_METADATA_TOO_LARGE);
        assertThat(group.offsets()).isEqualTo(Map.of("t-0", 5L));
    }

    @Test
    void anEmptyGroupsOffsetsExpireAfterItsLastMemberLeft() {
        List<String> ids = group.stable(1);
        group.commit(ids.get(0), 1, "t", 0, 7);
        group.now += RETENTION;
        group.run(group.core.sweep(group.now));
        assertThat(group.offsets()).as("it is read").hasSize(1);
        group.leave(ids.get(0), null);
        long left = group.now;

        group.run(group.core.sweep(left + RETENTION - 1));
        assertThat(group.offsets()).hasSize(1);
        assertThat(group.core.nextExpiryMillis()).isEqualTo(left + RETENTION);
        group.run(group.core.sweep(left + RETENTION));

        assertThat(group.offsets()).isEmpty();
        assertThat(group.phase()).as("and the group with them").isEqualTo(GroupPhase.DEAD);
        group.restart();
        assertThat(group.phase()).isEqualTo(GroupPhase.DEAD);
    }

    @Test
    void offsetsWithoutAGroupExpireAfterTheirCommit() {
        group.commit("", -1, "t", 0, 7);
        group.run(group.core.sweep(group.now + RETENTION - 1));
        assertThat(group.offsets()).hasSize(1);
        group.run(group.core.sweep(group.now + RETENTION));
        assertThat(group.offsets()).isEmpty();
    }

    @Test
    void aClientOfOldMaySayHowLong() {
        group.commit("", -1, "t", 0, 7, "", 1_000);
        group.run(group.core.sweep(group.now + 1_000));
        assertThat(group.offsets()).isEmpty();
    }

    @Test
    void aStableGroupForgetsTopicsThatNobodySubscribesToAnyMore() {
        group.commit("", -1, "old", 0, 3);
        group.commit("", -1, "t", 0, 4);
        group.stable(1);
        group.run(group.core.sweep(group.now + RETENTION));
        assertThat(group.offsets()).isEqualTo(Map.of("t-0", 4L));
    }

    @Test
    void offsetsAreDeletedUnlessTheirTopicIsSubscribedTo() {
        assertThat(code(group.deleteOffsets(T0).why())).isEqualTo(GROUP_ID_NOT_FOUND);
        group.commit("", -1, "old", 0, 3);
        group.commit("", -1, "t", 0, 4);
        group.stable(1);
        var answer = group.deleteOffsets(OLD0, T0);
        assertThat(answer.refusals().get(0)).isNull();
        assertThat(code(answer.refusals().get(1))).isEqualTo(GROUP_SUBSCRIBED_TO_TOPIC);
        assertThat(group.offsets()).isEqualTo(Map.of("t-0", 4L));
    }

    @Test
    void onlyAnEmptyGroupIsDeletedAndNothingOfItIsLeft() {
        assertThat(group.delete()).isEqualTo(GROUP_ID_NOT_FOUND);
        List<String> ids = group.stable(1);
        group.commit(ids.get(0), 1, "t", 0, 7);
        assertThat(group.delete()).isEqualTo(NON_EMPTY_GROUP);
        group.leave(ids.get(0), null);
        assertThat(group.delete()).isNull();
        assertThat(group.offsets()).isEmpty();
        group.restart();
        assertThat(group.phase()).isEqualTo(GroupPhase.DEAD);
        assertThat(group.core.nextExpiryMillis()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whatWasCommittedIsThereAfterARestart() {
        List<String> ids = group.stable(1);
        group.commit(ids.get(0), 1, "t", 0, 7);
        group.commit(ids.get(0), 1, "t", 0, 9);
        group.restart();
        assertThat(group.offsets()).isEqualTo(Map.of("t-0", 9L));
        group.restartFromSnapshot();
        assertThat(group.offsets()).isEqualTo(Map.of("t-0", 9L));
        assertThat(group.commit(ids.get(0), 1, "t", 0, 10)).isNull();
        group.pass(INITIAL_DELAY);
    }
}
