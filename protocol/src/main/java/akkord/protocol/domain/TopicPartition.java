package akkord.protocol.domain;

/** One partition of a topic, by the topic's name. */
public record TopicPartition(String topic, int partition) {

    /** As the log and its folders spell it: {@code <topic>-<partition>}. */
    @Override
    public String toString() {
        return topic + "-" + partition;
    }
}
