package akkord.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Carries connections to another address until one side ends them, or it is told to cut them all. */
final class Relay implements AutoCloseable {

    private final ServerSocket door;
    private final InetSocketAddress to;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** @param at an address of the loopback network */
    Relay(String at, int port, InetSocketAddress to) throws IOException {
        this.to = to;
        door = new ServerSocket(port, 100, InetAddress.getByName(at));
        thread(this::accept);
    }

    private void accept() {
        try {
            while (true) carry(door.accept());
        } catch (IOException closed) {
            assert door.isClosed() : closed;
        }
    }

    private void carry(Socket client) throws IOException {
        Socket server = new Socket(to.getAddress(), to.getPort());
        open.add(client);
        open.add(server);
        thread(() -> pump(client, server));
        thread(() -> pump(server, client));
    }

    /** What one side ends is ended on the other, too. */
    private void pump(Socket from, Socket into) {
        try (from;
                into) {
            InputStream in = from.getInputStream();
            OutputStream out = into.getOutputStream();
            in.transferTo(out);
        } catch (IOException ended) {
            assert from.isClosed() || into.isClosed();
        }
        open.remove(from);
        open.remove(into);
    }

    /** Ends every connection there is; new ones are carried as before. @return how many had come */
    int cut() throws IOException {
        // a copy, for the other half of what is cut leaves the set while it is gone through, and would not be counted
        List<Socket> ends = List.copyOf(open);
        for (Socket end : ends) end.close();
        return ends.size() / 2;
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        door.close();
        cut();
    }
}
