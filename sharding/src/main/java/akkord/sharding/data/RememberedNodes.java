package akkord.sharding.data;

import akkord.sharding.settings.HostPort;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The cluster's nodes as this one last knew them, in {@code nodes.properties}: after a restart it finds them
 * without being told.
 *
 * @param addresses of the nodes' cluster ports, by node id, this node's own among them
 * @param votes whether this node kept a part of the journal
 */
public record RememberedNodes(Map<Integer, HostPort> addresses, boolean votes) {

    private static final String FILE = "nodes.properties";
    private static final String NODE = "node.";
    private static final String VOTES = "votes";

    public RememberedNodes {
        addresses = Map.copyOf(addresses);
    }

    /** None when the node was in no cluster yet. @throws DataFolderException they cannot be read */
    public static RememberedNodes read(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) return new RememberedNodes(Map.of(), false);
        Properties properties = new Properties();
        Map<Integer, HostPort> addresses = new TreeMap<>();
        try {
            properties.load(new StringReader(Files.readString(file)));
            for (String name : properties.stringPropertyNames())
                if (name.startsWith(NODE))
                    addresses.put(
                            Integer.valueOf(name.substring(NODE.length())),
                            HostPort.parse(properties.getProperty(name)));
        } catch (IOException | IllegalArgumentException e) {
            throw new DataFolderException(
                    file + " is damaged: remove it and name nodes of the cluster with --join (" + e.getMessage() + ")",
                    e);
        }
        return new RememberedNodes(addresses, Boolean.parseBoolean(properties.getProperty(VOTES)));
    }

    /** Replaces what was remembered; after a crash the old is there, or the new. */
    public void write(Path folder) throws IOException {
        StringBuilder text = new StringBuilder("# the nodes of the cluster; written by the node\n");
        text.append(VOTES).append('=').append(votes).append('\n');
        new TreeMap<>(addresses).forEach((node, address) -> text.append(NODE)
                .append(node)
                .append('=')
                .append(address)
                .append('\n'));
        WholeFile.replace(folder, FILE, text.toString());
    }
}
