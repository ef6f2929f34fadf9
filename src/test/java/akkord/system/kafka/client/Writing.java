package akkord.system.kafka.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes with Kafka's producer. */
final class Writing {

    private static final int ACKNOWLEDGED_SECONDS_MAX = 30;

    private final String bootstrap;

    Writing(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    /** @return offset and timestamp that each record was acknowledged with */
    List<String> write(String topic, int partition, String compression, List<RecordLine> records) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings(compression), new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (RecordLine line : records) {
                List<Header> headers = new ArrayList<>();
                for (RecordLine.HeaderLine header : line.headers())
                    headers.add(new RecordHeader(header.name(), header.bytes()));
                sent.add(producer.send(new ProducerRecord<>(
                        topic, partition, line.timestamp(), line.keyBytes(), line.valueBytes(), headers)));
            }
            producer.flush();
            List<String> acknowledged = new ArrayList<>();
            for (Future<RecordMetadata> each : sent) {
                RecordMetadata metadata = each.get(ACKNOWLEDGED_SECONDS_MAX, TimeUnit.SECONDS);
                acknowledged.add(metadata.offset() + "\t" + metadata.timestamp());
            }
            return acknowledged;
        }
    }

    private Properties settings(String compression) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", bootstrap);
        settings.put("compression.type", compression);
        settings.put("acks", "all");
        settings.put("max.block.ms", "30000");
        // several records to a batch, and several batches
        settings.put("linger.ms", "20");
        settings.put("batch.size", "4096");
        return settings;
    }
}
