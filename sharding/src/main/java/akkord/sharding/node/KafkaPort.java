package akkord.sharding.node;

import akka.actor.typed.ActorSystem;
import akkord.persistence.log.LogEnvironment;
import akkord.protocol.config.BrokerSettings;
import akkord.protocol.controller.ControllerAccess;
import akkord.protocol.door.kafka.KafkaDoor;
import akkord.protocol.door.kafka.KafkaDoorSettings;
import akkord.protocol.door.kafka.handler.KafkaDoorContext;
import akkord.protocol.metadata.MetadataCache;
import akkord.protocol.partition.LocalPartitions;
import akkord.sharding.node.NodeStop.Step;
import akkord.sharding.settings.NodeSettings;
import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;

/** The Kafka door of a node: what it is given, when it opens and when it closes. */
final class KafkaPort {

    private KafkaPort() {}

    /** Opens the port; it closes, with its last answers sent, before the partitions do. */
    static CompletionStage<KafkaDoor> open(
            ActorSystem<?> system, NodeSettings settings, Addresses addresses, Config effective, Inside inside) {
        KafkaDoorSettings bounds = KafkaDoorSettings.of(effective.getConfig("akkord.kafka"), inside.settings());
        return KafkaDoor.bind(inside, bounds, settings.host(), addresses.kafkaPort())
                .thenApply(door -> {
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
            BrokerSettings settings,
            Path dataFolder)
            implements KafkaDoorContext {

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
