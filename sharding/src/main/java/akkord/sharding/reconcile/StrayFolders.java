package akkord.sharding.reconcile;

import akkord.protocol.domain.TopicPartition;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.TopicImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Folders of partitions that the metadata does not give this node: of a topic deleted while the node was
 * away, or put there by hand. They are kept, because what is gone from the metadata by mistake must not be
 * gone from the disk too; a person decides.
 */
public final class StrayFolders {

    private static final Pattern PARTITION_FOLDER = Pattern.compile(".+-\\d+");

    private StrayFolders() {}

    /** Their names, sorted. @param logFolder of all partitions; it may not be there yet */
    public static List<String> in(Path logFolder, int nodeId, MetadataImage image) throws IOException {
        if (!Files.isDirectory(logFolder)) return List.of();
        Set<String> expected = expected(nodeId, image);
        try (Stream<Path> folders = Files.list(logFolder)) {
            return folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .filter(name -> PARTITION_FOLDER.matcher(name).matches() && !expected.contains(name))
                    .sorted()
                    .toList();
        }
    }

    private static Set<String> expected(int nodeId, MetadataImage image) {
        Set<String> names = new HashSet<>();
        for (TopicImage topic : image.topics().values())
            for (int number = 0; number < topic.partitions().size(); number++)
                if (topic.partitions().get(number).replicas().contains(nodeId))
                    names.add(new TopicPartition(topic.name(), number).toString());
        return names;
    }
}
