package akkord.protocol.door.kafka;

import akkord.protocol.config.BrokerSettings;
import akkord.protocol.door.kafka.connection.ConnectionSettings;
import akkord.protocol.door.kafka.connection.ListenerSettings;
import akkord.protocol.door.kafka.connection.Transport;
import com.typesafe.config.Config;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The door's bounds: those that Kafka has too from the block {@code broker}, its own from
 * {@code akkord.kafka}.
 *
 * @param transport how sockets are served
 * @param workers threads for requests that may block
 * @param workersWaitingMax requests that may wait for one of them
 * @param topicWaitMax how long a client is kept waiting until topics it made serve
 */
public record KafkaDoorSettings(
        Transport transport, ListenerSettings listener, int workers, int workersWaitingMax, Duration topicWaitMax) {

    private static final String BACKLOG = "socket.listen.backlog.size";

    private static final int BACKLOG_DEFAULT = 1024;

    /** @param own the block {@code akkord.kafka} */
    public static KafkaDoorSettings of(Config own, BrokerSettings broker) {
        ConnectionSettings connection = new ConnectionSettings(
                broker.requestBytesMax(),
                own.getInt("request-elements-max"),
                own.getInt("requests-under-way-max"),
                own.getBytes("request-bytes-under-way-max"),
                own.getBytes("region-bytes-unsent-max"),
                own.getBytes("region-bytes-min").intValue(),
                own.getDuration("request-receive-timeout"),
                Duration.ofMillis(broker.number("connections.max.idle.ms")));
        ListenerSettings listener = new ListenerSettings(
                own.getInt("event-loops"),
                backlog(broker),
                broker.integer("socket.send.buffer.bytes"),
                broker.integer("socket.receive.buffer.bytes"),
                broker.integer("max.connections"),
                broker.integer("max.connections.per.ip"),
                overrides(broker.text("max.connections.per.ip.overrides")),
                own.getBytes("partial-request-bytes-max"),
                own.getDuration("partial-request-stalled-after"),
                own.getBytes("unsent-answer-bytes-max"),
                own.getDuration("drain-timeout"),
                connection);
        return new KafkaDoorSettings(
                Transport.of(own.getString("transport")),
                listener,
                own.getInt("workers"),
                own.getInt("workers-waiting-max"),
                own.getDuration("topic-wait-max"));
    }

    /** Kafka's default of 50 makes a crowd of clients wait a second each: the system drops who finds the queue full. */
    private static int backlog(BrokerSettings broker) {
        return broker.isSet(BACKLOG) ? broker.integer(BACKLOG) : BACKLOG_DEFAULT;
    }

    /** {@code address:count} pairs with commas between; what is not one is passed over. */
    private static Map<String, Integer> overrides(@Nullable String text) {
        Map<String, Integer> counts = new HashMap<>();
        if (text == null) return counts;
        for (String pair : text.split(",", -1)) {
            int colon = pair.lastIndexOf(':');
            if (colon > 0 && pair.substring(colon + 1).strip().matches("\\d{1,9}"))
                counts.put(
                        pair.substring(0, colon).strip(),
                        Integer.parseInt(pair.substring(colon + 1).strip()));
        }
        return counts;
    }
}
