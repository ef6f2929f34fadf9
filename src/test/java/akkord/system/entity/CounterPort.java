package akkord.system.entity;

import akka.actor.AbstractExtensionId;
import akka.actor.Address;
import akka.actor.ExtendedActorSystem;
import akka.actor.Extension;
import akka.actor.ExtensionIdProvider;
import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.typed.Cluster;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionException;

/**
 * Loaded by the actor system of a node ({@code akka.extensions}): has counters sharded over the nodes and takes lines
 * {@code ID EXPECTED} on the port {@code counter.port}, answering each with the sum and the address of the counter's node, or with {@code failed} and why.
 */
public final class CounterPort extends AbstractExtensionId<CounterPort.Open> implements ExtensionIdProvider {

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(3);

    /** For as long as the system runs. */
    public static final class Open implements Extension {}

    @Override
    public CounterPort lookup() {
        return this;
    }

    @Override
    public Open createExtension(ExtendedActorSystem classic) {
        ActorSystem<Void> system = akka.actor.typed.javadsl.Adapter.toTyped(classic);
        Thread thread = new Thread(() -> serve(system, Integer.getInteger("counter.port", 0)), "counter-port");
        thread.setDaemon(true);
        thread.start();
        return new Open();
    }

    private static void serve(ActorSystem<Void> system, int port) {
        ClusterSharding sharding = ClusterSharding.get(system);
        Address self = Cluster.get(system).selfMember().address();
        String node = self.getHost().get() + ":" + self.getPort().get();
        sharding.init(Entity.of(Counter.TYPE, context -> new Counter(context.getEntityId(), node)));
        try (ServerSocket listening = new ServerSocket(port, 10, InetAddress.getLoopbackAddress())) {
            while (true) {
                Socket socket = listening.accept();
                Thread thread = new Thread(() -> answer(sharding, socket), "counter-connection");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(ClusterSharding sharding, Socket socket) {
        try (socket;
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                PrintWriter out = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine())
                out.println(ask(sharding, line));
        } catch (IOException e) {
            // whoever asked has gone
            assert e.getMessage() != null;
        }
    }

    private static String ask(ClusterSharding sharding, String line) {
        String[] words = line.split(" ");
        try {
            Counter.Sum sum = sharding.entityRefFor(Counter.TYPE, words[0])
                    .<Counter.Sum>ask(replyTo -> new Counter.Add(Integer.parseInt(words[1]), replyTo), ANSWER_WITHIN)
                    .toCompletableFuture()
                    .join();
            return sum.value() + " " + sum.node();
        } catch (CompletionException e) {
            return "failed " + e.getCause();
        }
    }
}
