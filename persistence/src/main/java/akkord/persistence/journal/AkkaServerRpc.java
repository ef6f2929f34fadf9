package akkord.persistence.journal;

import akkord.persistence.journal.peer.PeerCalls;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionReplyProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerRpc;

/**
 * One Raft server's calls to its peers and theirs to it, as Ratis' protobuf. Ratis calls from a thread per peer and
 * waits. There is no read index: {@link ReadBarrier} says why.
 */
final class AkkaServerRpc implements RaftServerRpc {

    private final RpcType type;
    private final RaftServer server;
    private final PeerCalls peers;
    private final Duration timeout;

    AkkaServerRpc(RpcType type, RaftServer server, PeerCalls peers, Duration timeout) {
        this.type = type;
        this.server = server;
        this.peers = peers;
        this.timeout = timeout;
    }

    @Override
    public RpcType getRpcType() {
        return type;
    }

    @Override
    public void start() {
        peers.serve(
                CallKind.REQUEST_VOTE,
                bytes -> done(server.requestVote(RequestVoteRequestProto.parseFrom(bytes))
                        .toByteArray()));
        peers.serve(
                CallKind.APPEND_ENTRIES, bytes -> server.appendEntriesAsync(AppendEntriesRequestProto.parseFrom(bytes))
                        .thenApply(AppendEntriesReplyProto::toByteArray));
        peers.serve(
                CallKind.INSTALL_SNAPSHOT,
                bytes -> done(server.installSnapshot(InstallSnapshotRequestProto.parseFrom(bytes))
                        .toByteArray()));
        peers.serve(
                CallKind.START_LEADER_ELECTION,
                bytes -> done(server.startLeaderElection(StartLeaderElectionRequestProto.parseFrom(bytes))
                        .toByteArray()));
    }

    private static CompletableFuture<byte[]> done(byte[] answer) {
        return CompletableFuture.completedFuture(answer);
    }

    @Override
    public RequestVoteReplyProto requestVote(RequestVoteRequestProto request) throws IOException {
        return RequestVoteReplyProto.parseFrom(
                ask(request.getServerRequest(), CallKind.REQUEST_VOTE, request.toByteArray()));
    }

    @Override
    public AppendEntriesReplyProto appendEntries(AppendEntriesRequestProto request) throws IOException {
        return AppendEntriesReplyProto.parseFrom(
                ask(request.getServerRequest(), CallKind.APPEND_ENTRIES, request.toByteArray()));
    }

    @Override
    public InstallSnapshotReplyProto installSnapshot(InstallSnapshotRequestProto request) throws IOException {
        return InstallSnapshotReplyProto.parseFrom(
                ask(request.getServerRequest(), CallKind.INSTALL_SNAPSHOT, request.toByteArray()));
    }

    @Override
    public StartLeaderElectionReplyProto startLeaderElection(StartLeaderElectionRequestProto request)
            throws IOException {
        return StartLeaderElectionReplyProto.parseFrom(
                ask(request.getServerRequest(), CallKind.START_LEADER_ELECTION, request.toByteArray()));
    }

    private byte[] ask(RaftRpcRequestProto header, byte kind, byte[] request) throws IOException {
        int nodeId = Integer.parseInt(header.getReplyId().toStringUtf8());
        try {
            return peers.call(nodeId, kind, request, timeout).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException)
                    new InterruptedIOException("The call to node " + nodeId + " was interrupted.").initCause(e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    /** Where a peer is, {@code PeerAddresses} says at every call. */
    @Override
    public void addRaftPeers(Collection<RaftPeer> added) {}

    /** There is no connection to close. */
    @Override
    public void handleException(RaftPeerId peer, Exception failure, boolean reconnect) {}

    @Override
    public InetSocketAddress getInetSocketAddress() {
        return InetSocketAddress.createUnresolved("journal", 0);
    }

    @Override
    public void close() {
        // PeerCalls outlives the server and is closed by the journal
    }
}
