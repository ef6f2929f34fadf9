package akkord.persistence.log;

import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The folder of one log, which holds one topic's records and no other's. */
final class LogFolder {

    private LogFolder() {}

    /** Finds or makes it. Records of a former topic of that name go out of the way. */
    static Path of(LogEnvironment environment, TopicPartition partition, TopicId topicId) throws IOException {
        Path folder = LogFiles.folder(environment.folder(), partition);
        create(environment, folder);
        TopicId found = TopicIdFile.readOrWrite(folder, topicId, environment.force());
        if (!found.equals(topicId)) {
            setAside(environment, partition, folder, found);
            create(environment, folder);
            TopicIdFile.readOrWrite(folder, topicId, environment.force());
        }
        return folder;
    }

    private static void create(LogEnvironment environment, Path folder) throws IOException {
        if (Files.exists(folder)) return;
        Files.createDirectory(folder);
        environment.force().folder(environment.folder());
    }

    /** A topic of this name was deleted while the node was away. Its records are kept, out of the way of the new one. */
    private static void setAside(LogEnvironment environment, TopicPartition partition, Path folder, TopicId former)
            throws IOException {
        environment.recoveryPoints().remove(partition);
        Path aside = folder.resolveSibling(partition + "." + former + LogFiles.STRAY_SUFFIX);
        Files.move(folder, aside, StandardCopyOption.ATOMIC_MOVE);
        environment.force().folder(environment.folder());
        LogFiles.LOG.warn(
                "{} held records of a former topic of that name; they are kept in {}, which can be removed",
                folder,
                aside);
    }
}
