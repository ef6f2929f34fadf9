package akkord.actors.door;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Passes connections on, and now and then ends one instead of passing on what was answered. */
final class CuttingProxy implements AutoCloseable {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final int target;
    private final int oneAnswerIn;
    private final Random random;
    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger cuts = new AtomicInteger();

    /** @param oneAnswerIn about how many reads of answers to one that is lost */
    CuttingProxy(int target, int oneAnswerIn, long seed) throws IOException {
        this.target = target;
        this.oneAnswerIn = oneAnswerIn;
        this.random = new Random(seed);
        this.server = new ServerSocket(0);
        start("proxy", this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    int cuts() {
        return cuts.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket door = new Socket("127.0.0.1", target);
                open.add(client);
                open.add(door);
                start("to the door", () -> copy(client, door, false));
                start("to the client", () -> copy(door, client, true));
            } catch (IOException closed) {
                close();
            }
        }
    }

    private void copy(Socket from, Socket to, boolean answers) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (answers && isLost()) return;
                out.write(buffer, 0, read);
            }
        } catch (IOException ended) {
            // The other direction, or the test, has closed them: the connection is over for this one too.
            open.remove(from);
        }
    }

    private synchronized boolean isLost() {
        boolean lost = random.nextInt(oneAnswerIn) == 0;
        if (lost) cuts.incrementAndGet();
        return lost;
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) socket.close();
        } catch (IOException unexpected) {
            throw new AssertionError(unexpected);
        }
    }
}
