package akkord.system;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The main class of a process: a member of a share group that keeps what it is given in hand, until it is killed. */
final class HoardingMember {

    private static final Duration POLL = Duration.ofMillis(200);

    private HoardingMember() {}

    /** @param arguments servers, and the topic, whose name the group has too. Prints {@code holds N}, of one poll. */
    public static void main(String[] arguments) throws InterruptedException {
        try (KafkaShareConsumer<String, String> member = member(arguments[0], arguments[1])) {
            int count = 0;
            while (count == 0) count = member.poll(POLL).count();
            System.out.println("holds " + count);
            Thread.currentThread().join();
        }
    }

    static KafkaShareConsumer<String, String> member(String servers, String topic) {
        KafkaShareConsumer<String, String> member = new KafkaShareConsumer<>(
                Map.of("bootstrap.servers", servers, "group.id", topic, "share.acknowledgement.mode", "explicit"),
                new StringDeserializer(),
                new StringDeserializer());
        member.subscribe(List.of(topic));
        return member;
    }
}
