package akkord.sharding.cli;

import akkord.protocol.grpc.v1.ClusterEvent;
import akkord.protocol.grpc.v1.WatchClusterRequest;
import akkord.sharding.client.AkkordClient;
import akkord.sharding.client.AnswerStream;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The cluster's events as lines, as they come.
 *
 * @param isWanted which of them
 * @param words for people: what stands behind the time
 */
record EventLines(OutputFormat output, Predicate<ClusterEvent> isWanted, Function<ClusterEvent, String> words) {

    /**
     * Until interrupted, or the node ends the stream, or nobody reads the lines.
     *
     * @param last of the events from before, the latest so many first
     * @param max lines at most
     */
    void print(Connection connection, int last, long max, PrintWriter out) throws InterruptedException {
        try (AkkordClient client = connection.open();
                AnswerStream<WatchClusterRequest, ClusterEvent> events = client.watch(last);
                Interrupt interrupt = Interrupt.calls(events::close)) {
            for (long printed = 0; printed < max; ) {
                ClusterEvent event = events.next();
                if (event == null) return;
                if (!isWanted.test(event)) continue;
                printed++;
                out.println(line(event));
                // println swallows a closed pipe; this flushes and tells.
                if (out.checkError()) return;
            }
        }
    }

    private String line(ClusterEvent event) {
        if (output == OutputFormat.JSON) return MessageJson.of(event);
        return Instant.ofEpochMilli(event.getTimestampMs()) + "  " + words.apply(event);
    }
}
