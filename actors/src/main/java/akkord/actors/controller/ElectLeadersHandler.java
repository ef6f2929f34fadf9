package akkord.actors.controller;

import akkord.actors.controller.ControllerEvent.PartitionsChanged;
import akkord.protocol.controller.ControllerCommand.ElectLeaders;
import akkord.protocol.controller.ControllerCommand.PartitionResult;
import akkord.protocol.controller.ControllerCommand.PartitionResults;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Elects the preferred replicas, or leaders where there is none at the price of records that may be lost. */
final class ElectLeadersHandler implements CommandHandler<ElectLeaders, PartitionResults> {

    private final ControllerRules rules;
    private final ReplicaRules replicaRules;

    ElectLeadersHandler(ControllerRules rules, ReplicaRules replicaRules) {
        this.rules = rules;
        this.replicaRules = replicaRules;
    }

    @Override
    public Decision<PartitionResults> decide(ControllerState state, ElectLeaders command) {
        ChangedPartitions changed = new ChangedPartitions(state);
        Leadership leadership = Leadership.now(state, rules, replicaRules);
        List<PartitionResult> results = new ArrayList<>();
        boolean all = command.partitions().isEmpty();
        for (TopicPartition partition : all ? all(state) : command.partitions()) {
            Refusal why = elect(changed, leadership, partition, command.unclean());
            if (!all || !isNoNews(why)) results.add(new PartitionResult(partition, why));
        }
        PartitionsChanged event = changed.isEmpty()
                ? null
                : new PartitionsChanged(
                        changed.changes(),
                        command.unclean() ? "an unclean election was asked for" : "the preferred replica leads again");
        return new Decision<>(event, new PartitionResults(results));
    }

    private static boolean isNoNews(@Nullable Refusal why) {
        return why != null && why.code() == ErrorCode.ELECTION_NOT_NEEDED;
    }

    private static @Nullable Refusal elect(
            ChangedPartitions changed, Leadership leadership, TopicPartition partition, boolean unclean) {
        TopicImage topic = changed.state().topics().get(partition.topic());
        PartitionImage before = changed.partition(partition);
        if (topic == null || before == null)
            return new Refusal(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "there is no partition " + partition);
        boolean needed = unclean
                ? !before.hasLeader()
                : before.leader() != before.replicas().get(0);
        if (!needed)
            return new Refusal(
                    ErrorCode.ELECTION_NOT_NEEDED, partition + " is led by node " + before.leader() + " already");
        PartitionChange change = leadership.change(topic, before);
        PartitionImage after = (unclean ? change.electUnclean() : change.electPreferred()).result();
        if (after.leader() == before.leader()) return notAvailable(partition, before, unclean);
        changed.put(topic, partition.partition(), after);
        return null;
    }

    private static Refusal notAvailable(TopicPartition partition, PartitionImage before, boolean unclean) {
        return unclean
                ? new Refusal(ErrorCode.ELIGIBLE_LEADERS_NOT_AVAILABLE, "no node that holds " + partition + " is up")
                : new Refusal(
                        ErrorCode.PREFERRED_LEADER_NOT_AVAILABLE,
                        "node " + before.replicas().get(0) + ", the preferred leader of " + partition
                                + ", is not up or not in sync");
    }

    private static List<TopicPartition> all(ControllerState state) {
        List<TopicPartition> all = new ArrayList<>();
        for (TopicImage topic : state.topics().values())
            for (int number = 0; number < topic.partitions().size(); number++)
                all.add(new TopicPartition(topic.name(), number));
        return all;
    }
}
