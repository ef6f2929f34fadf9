package akkord.persistence.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshot files of the journal's state at start: the newest whole one is used. A damaged one is set aside
 * as {@code .corrupt} when the log reaches back to the one before it; otherwise the start is refused.
 */
final class SnapshotFiles {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotFiles.class);
    private static final String SET_ASIDE = ".corrupt";
    private static final String DRAFT = "draft.";

    private SnapshotFiles() {}

    /** A file by its name; newer ones have higher indexes. */
    record Named(Path file, TermIndex at) {}

    /** The state as of {@code at}. */
    record Loaded(TermIndex at, Map<String, History> histories) {}

    static Path draftOf(Path target) {
        return target.resolveSibling(DRAFT + target.getFileName());
    }

    /** Newest first. */
    static List<Named> list(Path folder) throws IOException {
        List<Named> found = new ArrayList<>();
        try (var files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Matcher name = SimpleStateMachineStorage.SNAPSHOT_REGEX.matcher(String.valueOf(file.getFileName()));
                if (name.matches())
                    found.add(new Named(
                            file, TermIndex.valueOf(Long.parseLong(name.group(1)), Long.parseLong(name.group(2)))));
            }
        }
        found.sort(Comparator.comparing(Named::at).reversed());
        return found;
    }

    /**
     * Null when there is no snapshot at all. To be called before Ratis looks at the folder.
     *
     * @param log the folder of Raft's log
     * @throws IOException naming the damaged file, when the log does not reach back to a whole snapshot
     */
    static @Nullable Loaded load(Path folder, Path log) throws IOException {
        deleteDrafts(folder);
        List<Named> named = list(folder);
        long logFrom = RaftLogFiles.firstIndex(log);
        for (int i = 0; i < named.size(); i++) {
            Named candidate = named.get(i);
            Map<String, History> histories;
            try {
                histories = StateFile.read(candidate.file());
            } catch (IOException damage) {
                refuseUnlessCovered(damage, named, i, logFrom);
                continue;
            }
            refuseGap(log, logFrom, candidate.at().getIndex());
            for (Named damaged : named.subList(0, i))
                setAside(damaged, candidate.file().toString());
            for (Named kept : named.subList(i, named.size())) keepDigestReadable(kept.file());
            return new Loaded(candidate.at(), histories);
        }
        refuseGap(log, logFrom, -1);
        for (Named damaged : named) setAside(damaged, "the log from its beginning");
        return null;
    }

    /** Ratis would start on it, and never lead. */
    private static void refuseGap(Path log, long logFrom, long covered) throws IOException {
        if (logFrom > covered + 1)
            throw new IOException("The journal's log in " + log + " begins at entry " + logFrom
                    + ", but the snapshots end at " + covered + ": files are missing. Restore the journal's folder.");
    }

    private static void refuseUnlessCovered(IOException damage, List<Named> named, int damaged, long logFrom)
            throws IOException {
        String older =
                damaged + 1 < named.size() ? named.get(damaged + 1).file().toString() : "none";
        long covered = damaged + 1 < named.size() ? named.get(damaged + 1).at().getIndex() : -1;
        if (logFrom >= 0 && logFrom <= covered + 1) {
            LOG.warn("{} It is rebuilt from the log and the snapshot before it ({}).", damage.getMessage(), older);
            return;
        }
        throw new IOException(
                damage.getMessage() + " The log, which begins at entry " + logFrom
                        + ", does not reach back to the snapshot before it (" + older
                        + "). Restore the journal's folder.",
                damage);
    }

    private static void setAside(Named damaged, String instead) throws IOException {
        Path aside = damaged.file().resolveSibling(damaged.file().getFileName() + SET_ASIDE);
        LOG.warn("the journal's damaged snapshot {} is now {}; used instead: {}", damaged.file(), aside, instead);
        Files.move(damaged.file(), aside, StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(
                MD5FileUtil.getDigestFileForFile(damaged.file().toFile()).toPath());
    }

    /** Ratis takes a folder with an unreadable digest for one without snapshots; ours carry their own checksums. */
    private static void keepDigestReadable(Path file) throws IOException {
        try {
            if (MD5FileUtil.readStoredMd5ForFile(file.toFile()) != null) return;
        } catch (IOException e) {
            LOG.warn("the digest of {} is unreadable and is made anew", file, e);
        }
        MD5FileUtil.saveMD5File(file.toFile(), MD5FileUtil.computeMd5ForFile(file.toFile()));
    }

    private static void deleteDrafts(Path folder) throws IOException {
        try (var files = Files.newDirectoryStream(folder, DRAFT + "*")) {
            for (Path draft : files) Files.delete(draft);
        }
    }
}
