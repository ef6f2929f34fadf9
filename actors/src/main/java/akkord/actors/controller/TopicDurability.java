package akkord.actors.controller;

import akkord.protocol.config.BrokerSettings;
import akkord.protocol.metadata.TopicImage;
import java.util.Map;

/**
 * What elections ask of a topic's settings: its own, else the default of all nodes set while they run, else the
 * controller's own. (All nodes must have the same default: who leads commits by it, who decides elects by it.)
 */
record TopicDurability(int minInSyncReplicas, boolean uncleanElection) {

    private static final String MIN_IN_SYNC = "min.insync.replicas";
    private static final String UNCLEAN = "unclean.leader.election.enable";
    private static final int ALL_NODES = -1;

    static TopicDurability of(TopicImage topic, ControllerState state, BrokerSettings settings) {
        Map<String, String> defaults = state.nodeConfig().getOrDefault(ALL_NODES, Map.of());
        return of(topic.config(), defaults, settings);
    }

    static TopicDurability of(Map<String, String> topic, Map<String, String> defaults, BrokerSettings settings) {
        String minInSync = topic.getOrDefault(MIN_IN_SYNC, defaults.get(MIN_IN_SYNC));
        String unclean = topic.getOrDefault(UNCLEAN, defaults.get(UNCLEAN));
        return new TopicDurability(
                minInSync == null ? settings.integer(MIN_IN_SYNC) : Integer.parseInt(minInSync.trim()),
                unclean == null ? settings.flag(UNCLEAN) : Boolean.parseBoolean(unclean.trim()));
    }
}
