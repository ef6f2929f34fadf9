package akkord.protocol.door.kafka.handler;

import akkord.protocol.config.BrokerSettings;
import akkord.protocol.controller.ControllerAccess;
import akkord.protocol.group.GroupAccess;
import akkord.protocol.metadata.MetadataCache;
import akkord.protocol.partition.LocalPartitions;
import akkord.protocol.share.ShareAccess;
import java.nio.file.Path;

/** What the Kafka door needs of the node it belongs to. */
public interface KafkaDoorContext {

    int nodeId();

    /** The replicas of this node. */
    LocalPartitions partitions();

    /** What this node knows of the cluster. */
    MetadataCache metadata();

    ControllerAccess controller();

    /** The coordinators of consumer groups, wherever they run. */
    GroupAccess groups();

    /** The keepers of share-partitions, wherever they run. */
    ShareAccess shares();

    /** This node's settings from its file; dynamic ones are in the metadata. */
    BrokerSettings settings();

    /** Of the program, for the page a browser gets. */
    String version();

    /** The folder of the logs, for descriptions of the disk. */
    Path logFolder();

    /** Who votes on the cluster's decisions, if this node knows. */
    default JournalQuorum quorum() {
        return JournalQuorum.UNKNOWN;
    }
}
