package akkord.sharding.node;

import akkord.protocol.metadata.MetadataImage;
import akkord.sharding.data.RememberedNodes;
import akkord.sharding.settings.HostPort;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the data folder's list of nodes as the image has them. One caller at a time. */
final class NodesFile {

    private static final Logger LOG = LoggerFactory.getLogger(NodesFile.class);

    private final Path folder;
    private final boolean votes;
    private RememberedNodes written;

    NodesFile(Path folder, RememberedNodes remembered, boolean votes) {
        this.folder = folder;
        this.votes = votes;
        this.written = remembered;
    }

    void imageChanged(MetadataImage image) {
        Map<Integer, HostPort> addresses = new HashMap<>();
        image.nodes().values().forEach(node -> addresses.put(node.id(), new HostPort(node.host(), node.clusterPort())));
        RememberedNodes now = new RememberedNodes(addresses, votes);
        if (addresses.isEmpty() || now.equals(written)) return;
        try {
            now.write(folder);
            written = now;
        } catch (IOException e) {
            LOG.warn("cannot note the cluster's nodes in {}, so a restart may need --join: {}", folder, e.toString());
        }
    }
}
