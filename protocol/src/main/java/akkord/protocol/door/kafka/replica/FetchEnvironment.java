package akkord.protocol.door.kafka.replica;

import akkord.protocol.metadata.MetadataCache;
import akkord.protocol.metadata.NodeImage;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What all links of a node share: its event loop, its name, its knowledge of the cluster, a way to connect. */
final class FetchEnvironment {

    private final ReplicaFetchSettings settings;
    private final EventLoop loop;
    private final int nodeId;
    private final MetadataCache metadata;

    FetchEnvironment(ReplicaFetchSettings settings, EventLoop loop, int nodeId, MetadataCache metadata) {
        this.settings = settings;
        this.loop = loop;
        this.nodeId = nodeId;
        this.metadata = metadata;
    }

    ReplicaFetchSettings settings() {
        return settings;
    }

    EventLoop loop() {
        return loop;
    }

    int nodeId() {
        return nodeId;
    }

    /** What the controller calls this process; -1 before it has registered. */
    long nodeEpoch() {
        NodeImage self = node(nodeId);
        return self == null ? -1 : self.epoch();
    }

    @Nullable
    NodeImage node(int id) {
        return metadata.image().nodes().get(id);
    }

    /** @param done told the open connection, or why there is none; in the event loop */
    void connect(
            NodeImage node,
            LeaderChannel.Listener listener,
            BiConsumer<@Nullable LeaderChannel, @Nullable Throwable> done) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(settings.transport().clientChannel())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        settings.connectTimeout().toMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .handler(new io.netty.channel.ChannelInboundHandlerAdapter());
        if (settings.receiveBufferBytes() > 0) bootstrap.option(ChannelOption.SO_RCVBUF, settings.receiveBufferBytes());
        bootstrap.connect(node.host(), node.kafkaPort()).addListener((ChannelFutureListener) attempt -> {
            if (!attempt.isSuccess()) {
                done.accept(null, attempt.cause());
                return;
            }
            Channel channel = attempt.channel();
            LeaderChannel open =
                    new LeaderChannel(channel, settings.frameBytesMax(), "akkord-replica-" + nodeId, listener);
            channel.pipeline().addLast(open);
            done.accept(open, null);
        });
    }
}
