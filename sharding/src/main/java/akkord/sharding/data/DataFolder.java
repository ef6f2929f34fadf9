package akkord.sharding.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A node's data folder, held by this process until closed. {@code .lock} is locked by the operating system,
 * so that the death of a node frees it; it also names the holder for the message of whoever comes second.
 */
public final class DataFolder implements AutoCloseable {

    private static final String LOCK_FILE = ".lock";
    private static final int LOCK_TEXT_BYTES_MAX = 64;

    private final Path path;
    private final FileChannel lockFile;
    private Identity identity;

    private DataFolder(Path path, FileChannel lockFile, Identity identity) {
        this.path = path;
        this.lockFile = lockFile;
        this.identity = identity;
    }

    /**
     * Makes the folder if need be, locks it and checks that it is this node's.
     *
     * @throws DataFolderException it cannot be made or read, is in use, or belongs to another node
     */
    public static DataFolder open(Path path, int nodeId) {
        FileChannel lockFile = null;
        try {
            Files.createDirectories(path);
            lockFile = lock(path);
            Identity identity = Identity.read(path);
            if (identity == null) {
                identity = new Identity(nodeId, null);
                identity.write(path);
            }
            if (identity.nodeId() != nodeId)
                throw new DataFolderException("the data folder " + path + " belongs to node " + identity.nodeId()
                        + ", not to node " + nodeId
                        + ": start with --node-id " + identity.nodeId() + " or with another --data");
            return new DataFolder(path, lockFile, identity);
        } catch (IOException e) {
            close(lockFile);
            throw new DataFolderException("cannot use the data folder " + path + ": " + reason(e), e);
        } catch (RuntimeException e) {
            close(lockFile);
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
        close(lockFile);
    }

    private static FileChannel lock(Path path) throws IOException {
        FileChannel file = FileChannel.open(
                path.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = file.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            String holder = read(file);
            close(file);
            throw new DataFolderException("the data folder " + path + " is in use"
                    + (holder.isEmpty() ? "" : " by process " + holder)
                    + ": stop that node or start with another --data");
        }
        file.truncate(0);
        file.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
        return file;
    }

    private static String read(FileChannel file) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(LOCK_TEXT_BYTES_MAX);
        file.read(text, 0);
        return StandardCharsets.US_ASCII.decode(text.flip()).toString().strip();
    }

    private static void close(@Nullable FileChannel file) {
        if (file == null) return;
        try {
            file.close();
        } catch (IOException e) {
            throw new DataFolderException("cannot release the data folder's lock: " + reason(e), e);
        }
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return e.getClass().getSimpleName().replace("Exception", "") + (message == null ? "" : " (" + message + ")");
    }
}
