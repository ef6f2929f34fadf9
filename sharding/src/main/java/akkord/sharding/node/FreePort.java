package akkord.sharding.node;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Looks at a port before anything is started, so that a port in use is a sentence and not a half-started node. */
final class FreePort {

    private FreePort() {}

    /**
     * The port itself, or for 0 one that is free now.
     *
     * @param flag and {@code key}: what to change when it is taken
     * @throws StartFailedException it is taken, or the host is no address of this machine
     */
    static int check(String host, int port, String flag, String key) {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved())
            throw new StartFailedException(
                    "the host " + host + " is unknown: change --host (akkord.host)", new IOException(host));
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
            return socket.getLocalPort();
        } catch (BindException e) {
            String message = String.valueOf(e.getMessage());
            throw new StartFailedException(
                    message.contains("Cannot assign")
                            ? host + " is no address of this machine: change --host (akkord.host)"
                            : message.contains("Permission denied")
                                    ? "may not listen on port " + port + ": choose another with " + flag + " (" + key
                                            + ")"
                                    : "port " + port + " of " + host + " is taken: end who uses it, or choose another"
                                            + " with " + flag + " (" + key + ")",
                    e);
        } catch (IOException e) {
            throw new StartFailedException("cannot listen on " + host + ":" + port + ": " + e.getMessage(), e);
        }
    }
}
