package akkord.system.kafka.client;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads with Kafka's consumer, from partitions that it is given: no group. */
final class Reading implements AutoCloseable {

    private static final long READ_MILLIS_MAX = 30_000;
    private static final int POLL_MILLIS = 500;

    private final KafkaConsumer<byte[], byte[]> consumer;

    Reading(String bootstrap) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", bootstrap);
        settings.put("enable.auto.commit", "false");
        settings.put("auto.offset.reset", "none");
        // a fetch that waits for more at the end of one partition delays the first of the next
        settings.put("fetch.max.wait.ms", "20");
        // a fetch brings a part of what there is, so that the next begins where it ended
        settings.put("max.partition.fetch.bytes", "65536");
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** @return {@code count} records from that offset on, each after its offset */
    List<String> read(String topic, int partition, long offset, int count) throws Exception {
        TopicPartition from = new TopicPartition(topic, partition);
        consumer.assign(Set.of(from));
        consumer.seek(from, offset);
        List<String> read = new ArrayList<>();
        receive(count, read, each -> read.add(each.offset() + "\t" + line(each)));
        return read;
    }

    /** @return that many records of a topic from its beginning on, each after its partition and its offset */
    List<String> readAll(String topic, int partitions, int count) throws Exception {
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
        List<String> read = new ArrayList<>();
        receive(count, read, each -> read.add(each.partition() + "\t" + each.offset() + "\t" + line(each)));
        return read;
    }

    private void receive(int count, List<String> read, Consumer<ConsumerRecord<byte[], byte[]>> each)
            throws ReflectiveOperationException {
        long deadlineNanos = System.nanoTime() + READ_MILLIS_MAX * 1_000_000;
        while (read.size() < count) {
            if (System.nanoTime() - deadlineNanos > 0)
                throw new IllegalStateException("only " + read.size() + " of " + count + " records came");
            for (ConsumerRecord<byte[], byte[]> record : poll()) if (read.size() < count) each.accept(record);
        }
    }

    private static RecordLine line(ConsumerRecord<byte[], byte[]> record) {
        List<RecordLine.HeaderLine> headers = new ArrayList<>();
        for (Header header : record.headers()) headers.add(RecordLine.header(header.key(), header.value()));
        return RecordLine.of(record.timestamp(), record.key(), record.value(), headers);
    }

    /** The one method that has no shape which every version knows. */
    @SuppressWarnings("unchecked")
    private ConsumerRecords<byte[], byte[]> poll() throws ReflectiveOperationException {
        for (Method method : KafkaConsumer.class.getMethods()) {
            if (!method.getName().equals("poll")) continue;
            boolean byDuration = method.getParameterTypes()[0] == Duration.class;
            Object wait = byDuration ? Duration.ofMillis(POLL_MILLIS) : (Object) (long) POLL_MILLIS;
            return (ConsumerRecords<byte[], byte[]>) method.invoke(consumer, wait);
        }
        throw new NoSuchMethodException("poll");
    }

    /** @return the earliest and the latest offset */
    List<?> bounds(String topic, int partition) {
        TopicPartition of = new TopicPartition(topic, partition);
        return List.of(
                consumer.beginningOffsets(Set.of(of)).get(of),
                consumer.endOffsets(Set.of(of)).get(of));
    }

    /** @return offset and timestamp of the first record at or after that time; nothing if there is none */
    List<?> at(String topic, int partition, long timestamp) {
        TopicPartition of = new TopicPartition(topic, partition);
        OffsetAndTimestamp found =
                consumer.offsetsForTimes(Map.of(of, timestamp)).get(of);
        return found == null ? List.of() : List.of(found.offset() + "\t" + found.timestamp());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
