package akkord.sharding.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A node's data folder, held by this process until closed, see {@link FolderLock}.
 */
public final class DataFolder implements AutoCloseable {

    private final Path path;
    private final FolderLock lock;
    private volatile Identity identity;

    private DataFolder(Path path, FolderLock lock, Identity identity) {
        this.path = path;
        this.lock = lock;
        this.identity = identity;
    }

    /**
     * Makes the folder if need be, locks it and checks that it is this node's.
     *
     * @throws DataFolderException it cannot be made or read, is in use, or belongs to another node
     */
    public static DataFolder open(Path path, int nodeId) {
        FolderLock lock = null;
        try {
            Files.createDirectories(path);
            lock = lock(path);
            Identity identity = Identity.read(path);
            if (identity == null) {
                identity = new Identity(nodeId, null);
                identity.write(path);
            }
            if (identity.nodeId() != nodeId)
                throw new DataFolderException("the data folder " + path + " belongs to node " + identity.nodeId()
                        + ", not to node " + nodeId
                        + ": start with --node-id " + identity.nodeId() + " or with another --data");
            return new DataFolder(path, lock, identity);
        } catch (IOException e) {
            close(lock);
            throw new DataFolderException("cannot use the data folder " + path + ": " + reason(e), e);
        } catch (RuntimeException e) {
            close(lock);
            throw e;
        }
    }

    public Path path() {
        return path;
    }

    /** The cluster this folder's records belong to, null before the node was first in one. */
    public @Nullable String clusterId() {
        return identity.clusterId();
    }

    /** Remembers the cluster for good. @throws DataFolderException the folder belongs to another one */
    public void joined(String clusterId) {
        String known = identity.clusterId();
        if (clusterId.equals(known)) return;
        if (known != null) throw otherCluster(clusterId);
        identity = new Identity(identity.nodeId(), clusterId);
        try {
            identity.write(path);
        } catch (IOException e) {
            throw new DataFolderException("cannot write to the data folder " + path + ": " + reason(e), e);
        }
    }

    private DataFolderException otherCluster(String clusterId) {
        return new DataFolderException("the data folder " + path + " belongs to cluster " + identity.clusterId()
                + ", but this is cluster " + clusterId + ": start with another --data or --join");
    }

    @Override
    public void close() {
        close(lock);
    }

    private static FolderLock lock(Path path) throws IOException {
        FolderLock lock = FolderLock.take(path);
        if (lock != null) return lock;
        OptionalLong holder = FolderLock.holder(path);
        throw new DataFolderException("the data folder " + path + " is in use"
                + (holder.isPresent() ? " by process " + holder.getAsLong() : "")
                + ": stop that node or start with another --data");
    }

    private static void close(@Nullable FolderLock lock) {
        if (lock == null) return;
        try {
            lock.close();
        } catch (IOException e) {
            throw new DataFolderException("cannot release the data folder's lock: " + reason(e), e);
        }
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return e.getClass().getSimpleName().replace("Exception", "") + (message == null ? "" : " (" + message + ")");
    }
}
