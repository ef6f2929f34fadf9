package akkord.persistence.journal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Collection;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.proto.RaftProtos;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.rpc.RpcFactory;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.server.ServerFactory;

/**
 * Raft's messages where there is nobody to send them to. Ratis makes one by its class name, so it is public and
 * has a constructor without arguments.
 */
public final class OneVoterRpc implements RpcType {

    @Override
    public String name() {
        return OneVoterRpc.class.getName();
    }

    @Override
    public RpcFactory newFactory(Parameters parameters) {
        return new Factory(this);
    }

    private record Factory(RpcType type) implements ServerFactory {
        @Override
        public RpcType getRpcType() {
            return type;
        }

        @Override
        public RaftServerRpc newRaftServerRpc(RaftServer server) {
            return new Silent(type);
        }
    }

    private record Silent(RpcType type) implements RaftServerRpc {
        @Override
        public RpcType getRpcType() {
            return type;
        }

        @Override
        public void start() {}

        @Override
        public void close() {}

        @Override
        public void addRaftPeers(Collection<RaftPeer> peers) {}

        @Override
        public void handleException(RaftPeerId peer, Exception failure, boolean reconnect) {}

        @Override
        public InetSocketAddress getInetSocketAddress() {
            return InetSocketAddress.createUnresolved("journal", 0);
        }

        @Override
        public RaftProtos.RequestVoteReplyProto requestVote(RaftProtos.RequestVoteRequestProto request)
                throws IOException {
            throw alone();
        }

        @Override
        public RaftProtos.AppendEntriesReplyProto appendEntries(RaftProtos.AppendEntriesRequestProto request)
                throws IOException {
            throw alone();
        }

        @Override
        public RaftProtos.InstallSnapshotReplyProto installSnapshot(RaftProtos.InstallSnapshotRequestProto request)
                throws IOException {
            throw alone();
        }

        @Override
        public RaftProtos.StartLeaderElectionReplyProto startLeaderElection(
                RaftProtos.StartLeaderElectionRequestProto request) throws IOException {
            throw alone();
        }

        private static IOException alone() {
            return new IOException("This journal has one voter; there is nobody to send Raft's messages to.");
        }
    }
}
