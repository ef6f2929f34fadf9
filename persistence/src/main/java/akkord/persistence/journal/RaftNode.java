package akkord.persistence.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/** This node's Raft server: opened on its folder, given entries, closed. */
final class RaftNode implements AutoCloseable {

    /** The same for every node of every cluster: a folder holds one group only. */
    private static final UUID GROUP = UUID.fromString("616b6b6f-7264-4a6f-8075-726e616c0001");

    private final RaftServer server;
    private final RaftPeerId self;
    private final RaftGroupId group = RaftGroupId.valueOf(GROUP);
    private final ClientId client = ClientId.randomId();
    private final AtomicLong callIds = new AtomicLong();
    private final long writeTimeoutMillis;

    private RaftNode(JournalSettings settings, JournalStateMachine machine) throws IOException {
        self = RaftPeerId.valueOf(Integer.toString(settings.nodeId()));
        writeTimeoutMillis = settings.tuning().writeTimeout().toMillis();
        RaftPeer peer = RaftPeer.newBuilder().setId(self).build();
        server = RaftServer.newBuilder()
                .setServerId(self)
                .setGroup(RaftGroup.valueOf(group, peer))
                .setStateMachine(machine)
                .setProperties(RaftSettings.of(settings))
                .setOption(isEmpty(settings.folder()) ? StartupOption.FORMAT : StartupOption.RECOVER)
                .build();
    }

    static RaftNode open(JournalSettings settings, JournalStateMachine machine) throws IOException {
        Files.createDirectories(settings.folder());
        RaftNode node = new RaftNode(settings, machine);
        try {
            node.server.start();
            return node;
        } catch (IOException | RuntimeException e) {
            node.close();
            throw e;
        }
    }

    /** A folder with any part of a log or snapshot is never formatted, whatever else is missing. */
    private static boolean isEmpty(Path folder) throws IOException {
        Path current = folder.resolve(GROUP.toString()).resolve("current");
        Path machine = folder.resolve(GROUP.toString()).resolve("sm");
        return !holdsFiles(current, "log_") && !holdsFiles(current, "raft-meta") && !holdsFiles(machine, "snapshot");
    }

    private static boolean holdsFiles(Path folder, String prefix) throws IOException {
        if (!Files.isDirectory(folder)) return false;
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> String.valueOf(file.getFileName()).startsWith(prefix));
        }
    }

    /** Completes once the entry is committed and applied; with the operations' outcomes, in their order. */
    CompletableFuture<List<Outcome>> append(byte[] entry) {
        RaftClientRequest request = RaftClientRequest.newBuilder()
                .setClientId(client)
                .setServerId(self)
                .setGroupId(group)
                .setCallId(callIds.incrementAndGet())
                .setMessage(Message.valueOf(UnsafeByteOperations.unsafeWrap(entry)))
                .setType(RaftClientRequest.writeRequestType())
                .setTimeoutMs(writeTimeoutMillis)
                .build();
        try {
            return server.submitClientRequestAsync(request).thenApply(RaftNode::outcomes);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static List<Outcome> outcomes(RaftClientReply reply) {
        if (!reply.isSuccess())
            throw new JournalUnavailableException(
                    "The journal did not accept an entry: " + reply.getException(), reply.getException());
        try {
            return Entry.decodeOutcomes(reply.getMessage().getContent().toByteArray());
        } catch (IOException e) {
            throw new JournalUnavailableException("The journal's answer cannot be read: " + e.getMessage(), e);
        }
    }

    /** Writes the state to a file, so that the log before it can go. */
    CompletableFuture<Boolean> snapshot() {
        return server.snapshotManagementAsync(SnapshotManagementRequest.newCreate(
                        client, self, group, callIds.incrementAndGet(), writeTimeoutMillis))
                .thenApply(RaftClientReply::isSuccess);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
