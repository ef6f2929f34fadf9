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

    static void check(Path folder, TopicId topicId, Force force) throws IOException {
        Path file = folder.resolve(FILE);
        CheckedText.Content content = CheckedText.read(file);
        List<String> lines = content.lines();
        if (!content.present()) {
            CheckedText.write(file, List.of("version: 1", KEY + topicId), force);
        } else if (lines == null || lines.size() < 2 || !lines.get(1).startsWith(KEY)) {
            throw new DamagedLogException(
                    file,
                    0,
                    "it should name the topic id, which is " + topicId
                            + "; if the folder's records are that topic's, remove this file");
        } else if (!lines.get(1).equals(KEY + topicId)) {
            throw new DamagedLogException(
                    file,
                    0,
                    "the folder holds records of topic id " + lines.get(1).substring(KEY.length()) + ", not of "
                            + topicId);
        }
    }
}
