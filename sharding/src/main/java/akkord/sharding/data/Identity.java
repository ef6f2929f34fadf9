package akkord.sharding.data;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Whose folder it is; kept in {@code node.properties}.
 */
record Identity(int nodeId, @Nullable String clusterId) {

    private static final String FILE = "node.properties";
    private static final String FORMAT = "1";

    /** Null when the folder has none yet. @throws DataFolderException it cannot be understood */
    static @Nullable Identity read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) return null;
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(Files.readString(file)));
            if (!FORMAT.equals(properties.getProperty("format")))
                throw new DataFolderException(file + " has the format " + properties.getProperty("format")
                        + "; this version of Akkord reads format " + FORMAT);
            return new Identity(
                    Integer.parseInt(properties.getProperty("node.id", "")), properties.getProperty("cluster.id"));
        } catch (IllegalArgumentException e) {
            throw new DataFolderException(file + " is damaged: it must name the node's id as node.id=N", e);
        }
    }

    void write(Path folder) throws IOException {
        String text = "# whose data this is; written by the node\nformat=" + FORMAT + "\nnode.id=" + nodeId + "\n"
                + (clusterId == null ? "" : "cluster.id=" + clusterId + "\n");
        WholeFile.replace(folder, FILE, text);
    }
}
