package akkord.protocol.door.kafka.connection;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/** How sockets are served: by Linux's epoll directly where its library is there, by the JDK elsewhere. */
public enum Transport {
    EPOLL(EpollServerSocketChannel.class, EpollSocketChannel.class) {
        @Override
        public IoHandlerFactory handlers() {
            return EpollIoHandler.newFactory();
        }
    },
    NIO(NioServerSocketChannel.class, NioSocketChannel.class) {
        @Override
        public IoHandlerFactory handlers() {
            return NioIoHandler.newFactory();
        }
    };

    private final Class<? extends ServerChannel> serverChannel;
    private final Class<? extends SocketChannel> clientChannel;

    Transport(Class<? extends ServerChannel> serverChannel, Class<? extends SocketChannel> clientChannel) {
        this.serverChannel = serverChannel;
        this.clientChannel = clientChannel;
    }

    /**
     * By its name in the configuration.
     *
     * @param name {@code auto}, {@code epoll} or {@code nio}; {@code auto} is epoll where its library can be loaded
     */
    public static Transport of(String name) {
        return switch (name) {
            case "auto" -> Epoll.isAvailable() ? EPOLL : NIO;
            case "epoll" -> EPOLL;
            case "nio" -> NIO;
            default ->
                throw new IllegalArgumentException(
                        "akkord.kafka.transport is \"" + name + "\"; it may be auto, epoll or nio");
        };
    }

    Class<? extends ServerChannel> serverChannel() {
        return serverChannel;
    }

    /** For connections to other nodes. */
    public Class<? extends SocketChannel> clientChannel() {
        return clientChannel;
    }

    public abstract IoHandlerFactory handlers();
}
