package akkord.actors.partition;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akkord.actors.partition.core.ReplicaEvent;
import akkord.protocol.config.BrokerSettings;
import akkord.protocol.config.TopicConfigSchema;
import akkord.protocol.config.TopicSettings;
import akkord.protocol.domain.Refusal;
import akkord.protocol.partition.DamagedLogException;
import akkord.protocol.partition.PartitionCommand.Assign;
import akkord.protocol.partition.PartitionCommand.Close;
import java.io.IOException;
import java.util.Objects;

/** First phase: waits to be told what it is a replica of, then opens the log. Next: {@link Serving} or {@link Offline}. */
final class Opening extends Phase {

    private Opening(Replica replica) {
        super(replica);
    }

    static Behavior<Object> first(Replica replica) {
        return new Opening(replica);
    }

    /** Opens the log for {@code assign}; blocks as long as recovery takes. */
    static Behavior<Object> open(Replica replica, Assign assign) {
        replica.assigned(assign);
        BrokerSettings defaults = replica.context.brokerSettings().now();
        TopicSettings settings = TopicConfigSchema.resolve(assign.config(), defaults);
        try {
            ReplicaLog log = replica.context.logs().open(replica.partition, assign.topicId(), settings);
            replica.core.flushAtLeast(settings.flushMessages(), settings.flushMillis());
            int minInSync =
                    replica.assignment.minInSync(settings, replica.core.state().minInsyncReplicas());
            replica.opened(log, new ReplicaEvent.Assigned(assign.image(), minInSync));
            // they may have changed before anyone could find this replica to tell it
            if (replica.context.brokerSettings().now() != defaults)
                replica.actor.getSelf().tell(OwnMessage.SettingsChanged.SETTINGS_CHANGED);
            return replica.become(PartitionPhase.SERVING, "the log is open", new Serving(replica, log, settings));
        } catch (DamagedLogException damaged) {
            return replica.offline(StorageRefusals.damaged(replica.partition, damaged), false);
        } catch (IOException trouble) {
            return replica.offline(StorageRefusals.cannotOpen(replica.partition, trouble), true);
        }
    }

    @Override
    Behavior<Object> onAssign(Assign assign) {
        return open(replica, assign);
    }

    @Override
    Behavior<Object> onClose(Close close) {
        return Closing.begin(replica, close);
    }

    @Override
    Behavior<Object> onStopWithShard() {
        return Behaviors.stopped();
    }

    @Override
    Refusal refusal() {
        return Objects.requireNonNull(replica.core.state().offlineReason());
    }
}
