package akkord.protocol.door.kafka.replica;

import akkord.protocol.config.BrokerSettings;
import akkord.protocol.door.kafka.connection.Transport;
import com.typesafe.config.Config;
import java.time.Duration;

/**
 * The bounds of a node's fetches from its leaders: those that Kafka has too from the block {@code broker}, the others
 * from {@code akkord.replica}.
 *
 * @param partitionBytesMax of one partition in one answer; a larger first batch still comes
 * @param answerBytesMax asked for in one fetch, all told
 * @param frameBytesMax an answer that is larger ends the connection
 * @param bytesMin the leader waits for so much ...
 * @param waitMax ... at most so long
 * @param pauseMin after the first failure
 * @param pauseMax after many
 * @param answerTimeout without an answer for so long, the connection is given up
 * @param gatherMax how long a fetch waits for partitions that are still busy with what they were given last
 */
public record ReplicaFetchSettings(
        Transport transport,
        int partitionBytesMax,
        int answerBytesMax,
        int frameBytesMax,
        int bytesMin,
        Duration waitMax,
        Duration pauseMin,
        Duration pauseMax,
        Duration connectTimeout,
        Duration answerTimeout,
        Duration gatherMax,
        int receiveBufferBytes) {

    /** @param config the whole configuration of the node */
    public static ReplicaFetchSettings of(Config config, BrokerSettings broker) {
        Config own = config.getConfig("akkord.replica");
        Duration pauseMax = Duration.ofMillis(broker.integer("replica.fetch.backoff.ms"));
        Duration pauseMin = own.getDuration("fetch-pause-min");
        return new ReplicaFetchSettings(
                Transport.of(config.getString("akkord.kafka.transport")),
                broker.integer("replica.fetch.max.bytes"),
                broker.integer("replica.fetch.response.max.bytes"),
                broker.requestBytesMax(),
                broker.integer("replica.fetch.min.bytes"),
                Duration.ofMillis(broker.integer("replica.fetch.wait.max.ms")),
                pauseMin.compareTo(pauseMax) < 0 ? pauseMin : pauseMax,
                pauseMax,
                own.getDuration("connect-timeout"),
                Duration.ofMillis(broker.integer("replica.socket.timeout.ms")),
                own.getDuration("gather-max"),
                broker.integer("replica.socket.receive.buffer.bytes"));
    }
}
