package akkord.persistence.journal;

import akkord.persistence.journal.peer.PeerCalls;
import java.time.Duration;
import java.util.Objects;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.rpc.RpcFactory;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.server.ServerFactory;

/**
 * Raft's messages over Akka remoting. Ratis makes one by its class name, so it is public and has a constructor
 * without arguments; what it needs comes in Ratis' parameters.
 */
public final class AkkaRpc implements RpcType {

    private static final String PEERS = "akkord.peers";
    private static final String TIMEOUT = "akkord.timeout";

    static Parameters parameters(PeerCalls peers, Duration timeout) {
        Parameters parameters = new Parameters();
        parameters.put(PEERS, peers, PeerCalls.class);
        parameters.put(TIMEOUT, timeout, Duration.class);
        return parameters;
    }

    @Override
    public String name() {
        return AkkaRpc.class.getName();
    }

    @Override
    public RpcFactory newFactory(Parameters parameters) {
        return new Factory(
                this,
                Objects.requireNonNull(parameters.get(PEERS, PeerCalls.class)),
                Objects.requireNonNull(parameters.get(TIMEOUT, Duration.class)));
    }

    private record Factory(RpcType type, PeerCalls peers, Duration timeout) implements ServerFactory {
        @Override
        public RpcType getRpcType() {
            return type;
        }

        @Override
        public RaftServerRpc newRaftServerRpc(RaftServer server) {
            return new AkkaServerRpc(type, server, peers, timeout);
        }
    }
}
