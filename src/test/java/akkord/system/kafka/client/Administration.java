package akkord.system.kafka.client;

import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;

/** Asks with Kafka's administration client. */
final class Administration implements AutoCloseable {

    private static final int ANSWER_SECONDS_MAX = 30;

    private final AdminClient admin;

    Administration(String bootstrap) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", bootstrap);
        admin = AdminClient.create(settings);
    }

    void create(String topic, int partitions) throws Exception {
        answer(admin.createTopics(Set.of(new NewTopic(topic, partitions, (short) 1)))
                .all());
    }

    void delete(String topic) throws Exception {
        answer(admin.deleteTopics(Set.of(topic)).all());
    }

    List<String> topics() throws Exception {
        return List.copyOf(new TreeSet<>(answer(admin.listTopics().names())));
    }

    /** @return a topic's setting */
    String setting(String topic, String name) throws Exception {
        ConfigResource of = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return answer(admin.describeConfigs(Set.of(of)).all()).get(of).get(name).value();
    }

    private static <T> T answer(KafkaFuture<T> future) throws Exception {
        return future.get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        admin.close();
    }
}
