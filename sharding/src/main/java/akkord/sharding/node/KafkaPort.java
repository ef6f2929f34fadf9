package akkord.sharding.node;

import akka.actor.typed.ActorSystem;
import akkord.persistence.log.LogEnvironment;
import akkord.protocol.config.BrokerSettings;
import akkord.protocol.controller.ControllerAccess;
import akkord.protocol.door.kafka.KafkaDoor;
import akkord.protocol.door.kafka.KafkaDoorSettings;
import akkord.protocol.door.kafka.handler.JournalQuorum;
import akkord.protocol.door.kafka.handler.KafkaDoorContext;
import akkord.protocol.group.GroupAccess;
import akkord.protocol.metadata.MetadataCache;
import akkord.protocol.partition.LocalPartitions;
import akkord.protocol.share.ShareAccess;
import akkord.sharding.node.NodeStop.Step;
import com.typesafe.config.Config;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The Kafka door of a node: what it is given, when it opens and when it closes. */
final class KafkaPort {

    private KafkaPort() {}

    static KafkaDoor.Prepared prepare(Config effective, Inside inside) {
        return KafkaDoor.prepare(inside, KafkaDoorSettings.of(effective.getConfig("akkord.kafka"), inside.settings()));
    }

    /** Opens the port; it closes, with its last answers sent, before the partitions do. */
    static CompletionStage<KafkaDoor> open(ActorSystem<?> system, KafkaDoor.Prepared prepared, String host, int port) {
        return prepared.bind(new InetSocketAddress(host, port)).thenApply(door -> {
            NodeStop.at(system, Step.CLOSE_DOORS, "kafka", door::close);
            return door;
        });
    }

    /** The node, as its Kafka door sees it. */
    record Inside(
            int nodeId,
            LocalPartitions partitions,
            MetadataCache metadata,
            ControllerAccess controller,
            GroupAccess groups,
            ShareAccess shares,
            BrokerSettings settings,
            Path dataFolder,
            Supplier<JournalQuorum> journal)
            implements KafkaDoorContext {

        @Override
        public JournalQuorum quorum() {
            return journal.get();
        }

        @Override
        public String version() {
            return Version.TEXT;
        }

        @Override
        public Path logFolder() {
            return dataFolder.resolve(LogEnvironment.FOLDER);
        }
    }
}
