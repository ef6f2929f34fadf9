import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** {@code Touch SERVER TOPIC PARTITIONS}: returns when every partition has acknowledged a record. */
public final class Touch {

    public static void main(String[] args) throws Exception {
        int partitions = Integer.parseInt(args[2]);
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", args[0],
                "buffer.memory", 268435456L,
                "reconnect.backoff.ms", 10,
                "reconnect.backoff.max.ms", 100,
                "retry.backoff.ms", 10,
                "retry.backoff.max.ms", 100);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int partition = 0; partition < partitions; partition++)
                sent.add(producer.send(new ProducerRecord<>(args[1], partition, null, new byte[10])));
            for (Future<RecordMetadata> one : sent) one.get();
        }
    }
}
