package akkord.persistence.log;

import akkord.protocol.domain.TopicId;
import akkord.protocol.partition.DamagedLogException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** {@code partition.metadata}: whose records a folder holds, so that a topic made anew never takes them for its own. */
final class TopicIdFile {

    static final String FILE = "partition.metadata";
    private static final String KEY = "topic_id: ";

    private TopicIdFile() {}

    /**
     * Notes the topic in a folder that has no note yet. Answers the id of the topic whose records are there, which
     * may be another one.
     *
     * @throws DamagedLogException the note cannot be read
     */
    static TopicId readOrWrite(Path folder, TopicId topicId, Force force) throws IOException {
        Path file = folder.resolve(FILE);
        CheckedText.Content content = CheckedText.read(file);
        List<String> lines = content.lines();
        if (!content.present()) {
            CheckedText.write(file, List.of("version: 1", KEY + topicId), force);
            return topicId;
        }
        if (lines == null || lines.size() < 2 || !lines.get(1).startsWith(KEY))
            throw new DamagedLogException(
                    file,
                    0,
                    "it should name the topic id, which is " + topicId
                            + "; if the folder's records are that topic's, remove this file");
        return TopicId.parse(lines.get(1).substring(KEY.length()));
    }
}
