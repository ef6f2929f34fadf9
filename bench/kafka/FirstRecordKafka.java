import java.io.File;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * {@code FirstRecordKafka SERVER TOPIC PARTITIONS LOG COMMAND...}: the same for Apache Kafka, with its own
 * producer, its back-off shortened so that the broker is timed and not the client's waiting. PARTITIONS above 0
 * creates the topic with that many instead, after the first record was written to another.
 */
public final class FirstRecordKafka {

    private static final long GIVE_UP_NANOS = 180_000_000_000L;

    public static void main(String[] args) throws Exception {
        String server = args[0];
        int partitions = Integer.parseInt(args[2]);
        List<String> command = Arrays.asList(args).subList(4, args.length);
        // Loads the client's classes.
        producer("127.0.0.1:1").close(java.time.Duration.ZERO);
        long begin = System.nanoTime();
        Process broker = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(args[3])))
                .start();
        awaitPort(server, broker, begin);
        try (KafkaProducer<byte[], byte[]> producer = producer(server)) {
            while (!produced(producer, partitions > 0 ? "first" : args[1])) {
                if (!broker.isAlive() || System.nanoTime() - begin > GIVE_UP_NANOS)
                    throw new IllegalStateException("no broker");
            }
        }
        System.out.println((System.nanoTime() - begin) / 1_000_000 + " " + broker.pid());
        if (partitions > 0)
            try (Admin admin = Admin.create(settings(server))) {
                admin.createTopics(List.of(new NewTopic(args[1], partitions, (short) 1))).all().get();
            }
        System.exit(0);
    }

    private static boolean produced(KafkaProducer<byte[], byte[]> producer, String topic) throws Exception {
        try {
            producer.send(new ProducerRecord<>(topic, 0, null, "first".getBytes())).get(60, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException notYet) {
            return false;
        }
    }

    private static void awaitPort(String server, Process broker, long begin) throws Exception {
        int colon = server.lastIndexOf(':');
        InetSocketAddress at =
                new InetSocketAddress(server.substring(0, colon), Integer.parseInt(server.substring(colon + 1)));
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(at, 500);
                return;
            } catch (java.io.IOException notYet) {
                if (!broker.isAlive() || System.nanoTime() - begin > GIVE_UP_NANOS) throw notYet;
                Thread.sleep(4);
            }
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(String server) {
        Map<String, Object> settings = settings(server);
        settings.put("linger.ms", 0);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static Map<String, Object> settings(String server) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", server);
        settings.put("reconnect.backoff.ms", 10);
        settings.put("reconnect.backoff.max.ms", 100);
        settings.put("retry.backoff.ms", 10);
        settings.put("retry.backoff.max.ms", 100);
        return settings;
    }
}
