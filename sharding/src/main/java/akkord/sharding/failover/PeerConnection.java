package akkord.sharding.failover;

import akka.Done;
import akka.actor.Address;
import akka.actor.typed.ActorSystem;
import akka.stream.KillSwitches;
import akka.stream.UniqueKillSwitch;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.stream.javadsl.Tcp;
import akka.util.ByteString;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A connection over which nothing is sent: it is held because the kernel closes it when the other process ends.
 *
 * @param opened completes when it is connected, fails when it could not be
 * @param closed completes, either way, when it has ended
 */
record PeerConnection(CompletionStage<?> opened, CompletionStage<Done> closed, UniqueKillSwitch end) {

    static PeerConnection open(ActorSystem<?> system, Address to, Duration connectTimeout) {
        InetSocketAddress remote =
                new InetSocketAddress(to.getHost().orElseThrow(), to.getPort().orElseThrow());
        var tcp = Tcp.get(system)
                .outgoingConnection(
                        remote, Optional.empty(), List.of(), false, Optional.of(connectTimeout), Optional.empty());
        var running = Source.<ByteString>maybe()
                .viaMat(KillSwitches.single(), Keep.right())
                .viaMat(tcp, Keep.both())
                .toMat(Sink.ignore(), Keep.both())
                .run(system);
        return new PeerConnection(
                running.first().second(),
                running.second().handle((done, failure) -> Done.getInstance()),
                running.first().first());
    }

    /** Whether the other side said that nobody listens there, rather than nothing. */
    static boolean isRefusal(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause())
            if (cause instanceof java.net.ConnectException
                    || String.valueOf(cause.getMessage()).contains("refused")) return true;
        return false;
    }
}
