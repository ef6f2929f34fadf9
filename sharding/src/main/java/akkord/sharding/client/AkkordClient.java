package akkord.sharding.client;

import akkord.protocol.grpc.v1.ClusterEvent;
import akkord.protocol.grpc.v1.ConsumeRequest;
import akkord.protocol.grpc.v1.ConsumeResponse;
import akkord.protocol.grpc.v1.FetchRequest;
import akkord.protocol.grpc.v1.FetchResponse;
import akkord.protocol.grpc.v1.JoinConsumers;
import akkord.protocol.grpc.v1.WatchClusterRequest;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.netty.util.internal.logging.InternalLoggerFactory;
import io.grpc.netty.shaded.io.netty.util.internal.logging.JdkLoggerFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One connection to one node, made when first used. Any thread; each stream that it opens belongs to one
 * thread. Every failure is a {@link ServerRefusedException} with a sentence.
 */
public final class AkkordClient implements AutoCloseable {

    /** An answer above this is refused. Bytes; fits a fetch of the largest record a node may be set to take. */
    public static final int ANSWER_BYTES_MAX = 128 << 20;

    /** What a produce stream may have sent without an answer before it waits. Bytes. */
    public static final long IN_FLIGHT_BYTES_MAX = 8L << 20;

    /** Answers a fetch stream asks for ahead of its reader. */
    public static final int ANSWERS_AHEAD = 4;

    private static final Duration CLOSE_AT_MOST = Duration.ofSeconds(2);
    private static final Duration PING_EVERY = Duration.ofSeconds(20);
    // Held for as long as the program runs: a logger that nobody holds forgets its level.
    private static final Logger GRPC_LOGGER = Logger.getLogger("io.grpc");

    private final ServerAddress server;
    private final ManagedChannel channel;
    private final Duration answerWithin;

    /** @param answerWithin the deadline of every call that is not a stream */
    public AkkordClient(ServerAddress server, Duration answerWithin) {
        GRPC_LOGGER.setLevel(Level.OFF);
        // Else the transport starts the node's logging, at its own chatty level, only to say nothing of use.
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        this.server = server;
        this.answerWithin = answerWithin;
        this.channel = ManagedChannelBuilder.forAddress(server.host(), server.port())
                .usePlaintext()
                .maxInboundMessageSize(ANSWER_BYTES_MAX)
                .keepAliveTime(PING_EVERY.toSeconds(), TimeUnit.SECONDS)
                .directExecutor()
                .build();
    }

    public ServerAddress server() {
        return server;
    }

    /** One request, one answer, within the deadline given to the constructor. */
    public <Q, R> R call(MethodDescriptor<Q, R> method, Q request) throws InterruptedException {
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(answerWithin.toMillis(), TimeUnit.MILLISECONDS);
        try (AnswerStream<Q, R> answers = new AnswerStream<>(channel.newCall(method, options), request, 2, server)) {
            R answer = answers.next();
            if (answer == null)
                throw new ServerRefusedException(io.grpc.Status.Code.INTERNAL, server + " ended the call unanswered.");
            answers.next();
            return answer;
        }
    }

    /** Writes, pipelined. @param listener told of every answer, in the order of the requests */
    public ProduceStream produceStream(ProduceStream.Listener listener) {
        return new ProduceStream(
                channel.newCall(Methods.PRODUCE_STREAM, CallOptions.DEFAULT), listener, IN_FLIGHT_BYTES_MAX, server);
    }

    /** Reads on from where {@code request} says. */
    public AnswerStream<FetchRequest, FetchResponse> fetchStream(FetchRequest request) {
        return new AnswerStream<>(
                channel.newCall(Methods.FETCH_STREAM, CallOptions.DEFAULT), request, ANSWERS_AHEAD, server);
    }

    /** Reads as a member of a group. @param join who it is, and what it reads */
    public AnswerStream<ConsumeRequest, ConsumeResponse> consume(JoinConsumers join) {
        ConsumeRequest first = ConsumeRequest.newBuilder().setJoin(join).build();
        return AnswerStream.talk(channel.newCall(Methods.CONSUME, CallOptions.DEFAULT), first, ANSWERS_AHEAD, server);
    }

    /** What happens in the cluster from now on, and the {@code last} things before. */
    public AnswerStream<WatchClusterRequest, ClusterEvent> watch(int last) {
        WatchClusterRequest request =
                WatchClusterRequest.newBuilder().setLast(last).build();
        return new AnswerStream<>(
                channel.newCall(Methods.WATCH_CLUSTER, CallOptions.DEFAULT), request, ANSWERS_AHEAD, server);
    }

    /** Ends the connection, and with it every stream that is still open. */
    @Override
    public void close() {
        channel.shutdownNow();
        try {
            channel.awaitTermination(CLOSE_AT_MOST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
