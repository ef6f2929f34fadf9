package akkord.protocol.door.kafka.connection;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;

/** How sockets are served: by Linux's epoll directly where its library is there, by the JDK elsewhere. */
public enum Transport {
    EPOLL(EpollServerSocketChannel.class) {
        @Override
        IoHandlerFactory handlers() {
            return EpollIoHandler.newFactory();
        }
    },
    NIO(NioServerSocketChannel.class) {
        @Override
        IoHandlerFactory handlers() {
            return NioIoHandler.newFactory();
        }
    };

    private final Class<? extends ServerChannel> serverChannel;

    Transport(Class<? extends ServerChannel> serverChannel) {
        this.serverChannel = serverChannel;
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

    abstract IoHandlerFactory handlers();
}
