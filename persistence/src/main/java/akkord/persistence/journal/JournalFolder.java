package akkord.persistence.journal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;

/** What a journal's folder tells while the journal does not run. */
public final class JournalFolder {

    /** Ratis writes it when a change of voters has been applied. */
    private static final String CONFIGURATION = "raft-meta.conf";

    private JournalFolder() {}

    /**
     * Cuts off what a crash left unfinished, as starting the journal would.
     *
     * @throws IOException naming the file, when something in it was confirmed and cannot be read
     */
    public static void heal(Path folder) throws IOException {
        RaftLogFiles.heal(RaftNode.currentFolder(folder));
    }

    /**
     * Node ids of the voters as this node last knew them, those of a change on its way included; none when the
     * folder holds no journal, or one that has not come to know any.
     */
    public static Set<Integer> voters(Path folder) throws IOException {
        Path file = RaftNode.currentFolder(folder).resolve(CONFIGURATION);
        if (!Files.exists(file)) return Set.of();
        try (InputStream in = Files.newInputStream(file)) {
            RaftConfigurationProto configuration = LogEntryProto.parseFrom(in).getConfigurationEntry();
            return Stream.concat(configuration.getPeersList().stream(), configuration.getOldPeersList().stream())
                    .map(peer -> Integer.valueOf(peer.getId().toStringUtf8()))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (NumberFormatException e) {
            throw new IOException("The journal's file " + file + " is damaged: it names no voters.", e);
        }
    }

    /** Whether a journal is kept there; a folder with any part of one is not empty. */
    public static boolean isEmpty(Path folder) throws IOException {
        return RaftNode.isEmpty(folder);
    }
}
