package akkord.protocol.config;

import java.util.HashMap;
import java.util.Map;

/** A node's settings as they are now: those of its file, under what was set for all nodes, under what was set for it. */
public final class LiveSettings {

    /** What is set under this id is set for all nodes. */
    public static final int ALL_NODES = -1;

    private final int nodeId;
    private final BrokerSettings file;
    private Map<String, String> dynamic = Map.of();
    private volatile BrokerSettings now;

    public LiveSettings(int nodeId, BrokerSettings file) {
        this.nodeId = nodeId;
        this.file = file;
        this.now = file;
    }

    /** Any thread; the same object as long as nothing changes. */
    public BrokerSettings now() {
        return now;
    }

    /**
     * Takes over the dynamic settings of the cluster, by node; true if that changed this node's. One caller at a
     * time.
     */
    public boolean update(Map<Integer, Map<String, String>> nodeConfig) {
        Map<String, String> merged = new HashMap<>(nodeConfig.getOrDefault(ALL_NODES, Map.of()));
        merged.putAll(nodeConfig.getOrDefault(nodeId, Map.of()));
        if (merged.equals(dynamic)) return false;
        now = file.with(merged);
        dynamic = Map.copyOf(merged);
        return true;
    }
}
