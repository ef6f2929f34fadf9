package akkord.persistence.journal;

import akkord.persistence.journal.peer.PeerCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.ratis.util.ProtoUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This node's Raft server: opened on its folder, given entries, closed. */
final class RaftNode implements AutoCloseable {

    /** The same for every node of every cluster: a folder holds one group only. */
    private static final UUID GROUP = UUID.fromString("616b6b6f-7264-4a6f-8075-726e616c0001");

    private static final Logger LOG = LoggerFactory.getLogger(RaftNode.class);

    private final RaftServer server;
    private final RaftPeerId self;
    private final RaftGroupId group = RaftGroupId.valueOf(GROUP);
    private final ClientId client = ClientId.randomId();
    private final AtomicLong callIds = new AtomicLong();
    private final long writeTimeoutMillis;
    private final long voterChangeTimeoutMillis;
    private final long catchUpEntryMillis;
    private final long handOverTimeoutMillis;
    private final int nodeId;

    private RaftNode(JournalSettings settings, JournalStateMachine machine, PeerCalls peers) throws IOException {
        nodeId = settings.nodeId();
        self = idOf(nodeId);
        voterChangeTimeoutMillis = settings.tuning().voterChangeTimeout().toMillis();
        catchUpEntryMillis = settings.tuning().callTimeout().toMillis();
        handOverTimeoutMillis = settings.tuning().handOverTimeout().toMillis();
        writeTimeoutMillis = settings.tuning().writeTimeout().toMillis();
        List<RaftPeer> voters = settings.voters().stream().map(RaftNode::peerOf).toList();
        Duration callTimeout = settings.tuning().electionTimeoutMax();
        server = RaftServer.newBuilder()
                .setServerId(self)
                .setGroup(RaftGroup.valueOf(group, voters))
                .setStateMachine(machine)
                .setProperties(RaftSettings.of(settings))
                .setParameters(AkkaRpc.parameters(peers, callTimeout))
                .setOption(isEmpty(settings.folder()) ? StartupOption.FORMAT : StartupOption.RECOVER)
                .build();
    }

    static RaftNode open(JournalSettings settings, JournalStateMachine machine, PeerCalls peers) throws IOException {
        Files.createDirectories(settings.folder());
        RaftLogFiles.heal(currentFolder(settings.folder()));
        RaftNode node = new RaftNode(settings, machine, peers);
        try {
            node.server.start();
            machine.onSnapshotDue(node::snapshot);
            return node;
        } catch (IOException | RuntimeException e) {
            node.close();
            throw e;
        }
    }

    /** Where Ratis keeps the log, the vote and the voters. */
    static Path currentFolder(Path folder) {
        return folder.resolve(GROUP.toString()).resolve("current");
    }

    /** A folder with any part of a log or snapshot is never formatted, whatever else is missing. */
    static boolean isEmpty(Path folder) throws IOException {
        Path current = currentFolder(folder);
        Path machine = folder.resolve(GROUP.toString()).resolve("sm");
        return !holdsFiles(current, "log_") && !holdsFiles(current, "raft-meta") && !holdsFiles(machine, "snapshot");
    }

    private static boolean holdsFiles(Path folder, String prefix) throws IOException {
        if (!Files.isDirectory(folder)) return false;
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> String.valueOf(file.getFileName()).startsWith(prefix));
        }
    }

    private static RaftPeerId idOf(int nodeId) {
        return RaftPeerId.valueOf(Integer.toString(nodeId));
    }

    private static RaftPeer peerOf(int nodeId) {
        return RaftPeer.newBuilder().setId(idOf(nodeId)).build();
    }

    int nodeId() {
        return nodeId;
    }

    /** Whom this node takes for the leader. */
    OptionalInt leader() {
        try {
            RaftPeerId leader = server.getDivision(group).getInfo().getLeaderId();
            return leader == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(leader.toString()));
        } catch (IOException e) {
            // closed
            return OptionalInt.empty();
        }
    }

    /** Node ids, as far as this node knows. */
    List<Integer> voters() {
        try {
            return server.getDivision(group).getRaftConf().getCurrentPeers().stream()
                    .map(peer -> Integer.parseInt(peer.getId().toString()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /**
     * Where the logs of the voters end, by node id, as far as this node knows: its own, and those of the others while it
     * leads.
     */
    Map<Integer, Long> logEnds() {
        Map<Integer, Long> ends = new HashMap<>();
        try {
            RaftServer.Division division = server.getDivision(group);
            ends.put(nodeId, division.getRaftLog().getNextIndex());
            List<ServerRpcProto> followers =
                    division.getInfo().getRoleInfoProto().getLeaderInfo().getFollowerInfoList();
            long[] matched = division.getInfo().getFollowerMatchIndices();
            // both are taken from the same appenders, one after the other
            if (matched == null || matched.length != followers.size()) return ends;
            for (int i = 0; i < matched.length; i++)
                ends.put(Integer.parseInt(followers.get(i).getId().getId().toStringUtf8()), matched[i] + 1);
        } catch (IOException closed) {
            return Map.of();
        }
        return ends;
    }

    /** Everything below is committed, as far as this node knows; -1 when it does not run. */
    long committedBelow() {
        try {
            return server.getDivision(group).getRaftLog().getLastCommittedIndex() + 1;
        } catch (IOException closed) {
            return -1;
        }
    }

    /** Whether there is nobody who could lead instead. */
    boolean leadsAlone() {
        try {
            RaftServer.Division division = server.getDivision(group);
            return division.getInfo().isLeaderReady()
                    && division.getRaftConf().getPreviousPeers().size() <= 1
                    && voters().equals(List.of(nodeId));
        } catch (IOException e) {
            return false;
        }
    }

    /** Completes once the entry is committed and applied here, with the bytes of {@link Appended}. Leader only. */
    CompletableFuture<byte[]> append(byte[] entry) {
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
            return server.submitClientRequestAsync(request).thenApply(RaftNode::appended);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static byte[] appended(RaftClientReply reply) {
        accepted(reply);
        return Appended.encode(
                reply.getLogIndex(), reply.getMessage().getContent().toByteArray());
    }

    private static void accepted(RaftClientReply reply) {
        if (!reply.isSuccess())
            throw new JournalUnavailableException(
                    "The journal did not accept an entry: " + reply.getException(), reply.getException());
    }

    /** Completes once the change is committed, after a new voter has caught up. Leader only. */
    CompletableFuture<byte[]> changeVoters(VoterChange change) {
        List<Integer> before = voters();
        if (before.contains(change.nodeId()) == change.added()) return CompletableFuture.completedFuture(new byte[0]);
        List<Integer> after = new ArrayList<>(before);
        if (change.added()) after.add(change.nodeId());
        else after.remove(Integer.valueOf(change.nodeId()));
        SetConfigurationRequest.Arguments arguments = SetConfigurationRequest.Arguments.newBuilder()
                .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
                .setServersInCurrentConf(before.stream().map(RaftNode::peerOf).toList())
                .setServersInNewConf(after.stream().map(RaftNode::peerOf).toList())
                .build();
        try {
            CompletableFuture<byte[]> changed = server.setConfigurationAsync(
                            new SetConfigurationRequest(client, self, group, callIds.incrementAndGet(), arguments))
                    .orTimeout(voterChangeTimeoutMillis, TimeUnit.MILLISECONDS)
                    .thenApply(reply -> {
                        accepted(reply);
                        return new byte[0];
                    });
            if (change.added()) writeUntil(changed);
            return changed;
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Ratis 3.3.0 takes a new voter for caught up by its answer to an entry, and to the first time that it is sent. When
     * that answer is lost or late, the voter would wait for the next entry as long as nobody writes.
     */
    private void writeUntil(CompletableFuture<?> changed) {
        CompletableFuture.delayedExecutor(catchUpEntryMillis, TimeUnit.MILLISECONDS)
                .execute(() -> {
                    if (changed.isDone()) return;
                    append(ReadBarrier.NOTHING)
                            .whenComplete((appended, failure) -> LOG.debug("waiting for a new voter", failure));
                    writeUntil(changed);
                });
    }

    /** Lets another voter, which is caught up first, lead instead; only if this node leads. */
    CompletableFuture<Void> handOver(int successor) {
        TransferLeadershipRequest request = new TransferLeadershipRequest(
                client, self, group, callIds.incrementAndGet(), idOf(successor), handOverTimeoutMillis);
        try {
            return server.transferLeadershipAsync(request).thenAccept(RaftNode::accepted);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Asks for votes at once, as if {@code leader} itself had passed its place on, if this node takes it for the leader still.
     * One whose log is behind the voters' is not elected; then the time of an election decides, as ever.
     */
    void succeed(int leader) {
        try {
            RaftServer.Division division = server.getDivision(group);
            TermIndex last = division.getRaftLog().getLastEntryTermIndex();
            // one that has not heard of the present term's beginning is behind
            boolean current =
                    last != null && last.getTerm() == division.getInfo().getCurrentTerm();
            if (!current || !leader().equals(OptionalInt.of(leader))) return;
            RaftRpcRequestProto.Builder fromLeader = RaftRpcRequestProto.newBuilder()
                    .setRequestorId(idOf(leader).toByteString())
                    .setReplyId(self.toByteString())
                    .setRaftGroupId(ProtoUtils.toRaftGroupIdProtoBuilder(group));
            server.startLeaderElection(StartLeaderElectionRequestProto.newBuilder()
                    .setServerRequest(fromLeader)
                    .setLeaderLastEntry(last.toProto())
                    .build());
        } catch (IOException | RuntimeException e) {
            LOG.info("node {} asks for votes after the time of an election only: {}", nodeId, e.toString());
        }
    }

    /** Writes the state to a file, so that the log before it can go. */
    private void snapshot() {
        server.snapshotManagementAsync(SnapshotManagementRequest.newCreate(
                        client, self, group, callIds.incrementAndGet(), writeTimeoutMillis))
                .whenComplete((reply, failure) -> {
                    if (failure != null || !reply.isSuccess())
                        LOG.warn("the journal's snapshot was not written in time; the log grows", failure);
                });
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
