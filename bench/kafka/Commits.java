import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * {@code Commits SERVER TOPIC GROUPS SECONDS}: every group has a connection of its own and one commit in flight; prints
 * accepted commits a second. The first quarter of the time is to warm up.
 */
public final class Commits {

    private static final int THREADS = 4;

    public static void main(String[] args) throws Exception {
        long seconds = Long.parseLong(args[3]);
        List<String> groups = IntStream.range(0, Integer.parseInt(args[2]))
                .mapToObj(i -> "commits-" + i)
                .toList();
        Map<String, String> coordinators = Committer.coordinators(args[0], groups);
        long counted = System.nanoTime() + seconds * 250_000_000;
        long end = counted + seconds * 750_000_000;
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Future<Long>> running = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            int mine = thread;
            List<String> share =
                    groups.stream().filter(group -> groups.indexOf(group) % THREADS == mine).toList();
            running.add(threads.submit(() -> commit(share, coordinators, args[1], counted, end)));
        }
        long accepted = 0;
        try {
            for (Future<Long> one : running) accepted += one.get();
        } finally {
            threads.shutdownNow();
        }
        System.out.printf(Locale.ROOT, "%.0f%n", accepted / (seconds * 0.75));
    }

    private static long commit(
            List<String> groups, Map<String, String> coordinators, String topic, long counted, long end)
            throws Exception {
        List<Wire> wires = new ArrayList<>();
        for (String group : groups) wires.add(new Wire(coordinators.get(group)));
        long accepted = 0;
        for (long offset = 0; System.nanoTime() < end; offset++) {
            for (int i = 0; i < wires.size(); i++) wires.get(i).send(Committer.commit(groups.get(i), topic, offset));
            for (Wire wire : wires) {
                boolean done = Committer.accepted(wire.receive());
                if (done && System.nanoTime() > counted) accepted++;
            }
        }
        for (Wire wire : wires) wire.close();
        return accepted;
    }
}
