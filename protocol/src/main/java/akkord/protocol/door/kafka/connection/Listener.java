package akkord.protocol.door.kafka.connection;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts connections on one port, limits and watches them, and ends them in an orderly way. */
public final class Listener {

    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

    private static final long SWEEP_MILLIS = 1000;

    /** Answers of this many bytes, regions aside, may wait for a client before it is no longer read from. */
    private static final WriteBufferWaterMark UNSENT = new WriteBufferWaterMark(512 * 1024, 1024 * 1024);

    private final ListenerSettings settings;
    private final Services services;
    private final ConnectionLimits limits;
    private final SharedMemory memory;
    private final EventLoopGroup loops;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> allEnded = new CompletableFuture<>();
    private volatile @Nullable Channel server;
    private volatile boolean closing;

    private Listener(ListenerSettings settings, Services services, Transport transport) {
        this.settings = settings;
        this.services = services;
        this.limits = new ConnectionLimits(
                settings.connectionsMax(), settings.connectionsPerAddressMax(), settings.connectionsOverrides());
        this.memory = SharedMemory.of(settings);
        this.loops = new MultiThreadIoEventLoopGroup(
                settings.eventLoops(), new DefaultThreadFactory("akkord-kafka", true), transport.handlers());
    }

    /** Fails with {@link java.io.IOException} when the address cannot be had. */
    public static CompletionStage<Listener> bind(
            ListenerSettings settings, Services services, Transport transport, InetSocketAddress address) {
        Listener listener = new Listener(settings, services, transport);
        CompletableFuture<Listener> bound = new CompletableFuture<>();
        listener.bootstrap(transport).bind(address).addListener((io.netty.channel.ChannelFutureListener) done -> {
            if (done.isSuccess()) {
                listener.opened(done.channel());
                bound.complete(listener);
            } else {
                listener.loops.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
                bound.completeExceptionally(done.cause());
            }
        });
        return bound;
    }

    private void opened(Channel channel) {
        server = channel;
        channel.eventLoop().scheduleAtFixedRate(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    private ServerBootstrap bootstrap(Transport transport) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, settings.backlog())
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, UNSENT)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel);
                    }
                });
        if (settings.sendBufferBytes() > 0) bootstrap.childOption(ChannelOption.SO_SNDBUF, settings.sendBufferBytes());
        if (settings.receiveBufferBytes() > 0)
            bootstrap.childOption(ChannelOption.SO_RCVBUF, settings.receiveBufferBytes());
        return bootstrap;
    }

    /** A filter for TLS, or the states of SASL, would go into the pipeline here, before the connection. */
    private void accept(Channel channel) {
        InetAddress address = ((InetSocketAddress) channel.remoteAddress()).getAddress();
        if (closing || !limits.enter(address)) {
            LOG.info("refusing a Kafka connection of {}: {} connections are open", address, limits.total());
            channel.close();
            return;
        }
        FrameAllocator allocator = new FrameAllocator();
        channel.config().setRecvByteBufAllocator(allocator);
        Connection connection = new Connection(settings.connection(), services, memory, channel, allocator);
        connections.add(connection);
        channel.closeFuture().addListener(ended -> {
            limits.leave(address);
            connections.remove(connection);
            if (closing && connections.isEmpty()) allEnded.complete(null);
        });
        channel.pipeline().addLast(connection);
        if (closing) connection.drainAndClose();
    }

    private void sweep() {
        long now = System.nanoTime();
        connections.forEach(connection -> connection.sweep(now));
        long stalledNanos = settings.partialRequestStalledAfter().toNanos();
        if (memory.partialRequests().isWaitedFor(now, stalledNanos)) dropStalledRequests(now, stalledNanos);
    }

    private record Partial(Connection connection, long bytes, long idleNanos) {}

    /** Those that nothing has come of for longest, until half of the memory is free; those that wait for it among them. */
    private void dropStalledRequests(long now, long stalledNanos) {
        List<Partial> longestIdleFirst = connections.stream()
                .map(connection ->
                        new Partial(connection, connection.partialRequestBytes(), now - connection.lastActivityNanos()))
                .filter(partial -> partial.bytes() > 0 && partial.idleNanos() > stalledNanos)
                .sorted(Comparator.comparingLong(Partial::idleNanos).reversed())
                .toList();
        long toFree = memory.partialRequests().bytesMax() / 2;
        for (Partial partial : longestIdleFirst) {
            if (toFree <= 0) return;
            toFree -= partial.bytes();
            partial.connection().dropPartialRequest();
        }
    }

    /** The port, also when any was asked for. */
    public int port() {
        Channel channel = server;
        if (channel == null) throw new IllegalStateException("not bound");
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    public int openConnections() {
        return connections.size();
    }

    /** Accepts and reads nothing more, answers what is under way, then ends; completes when all is closed. */
    public CompletionStage<Void> close() {
        closing = true;
        Channel channel = server;
        if (channel != null) channel.close();
        connections.forEach(Connection::drainAndClose);
        if (connections.isEmpty()) allEnded.complete(null);
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        allEnded.orTimeout(settings.drainTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((ok, tooLong) -> loops.shutdownGracefully(
                                0, settings.drainTimeout().toMillis(), TimeUnit.MILLISECONDS)
                        .addListener(done -> stopped.complete(null)));
        return stopped;
    }
}
