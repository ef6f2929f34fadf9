package akkord.actors.controller;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import akkord.protocol.config.BrokerSettings;
import akkord.protocol.controller.ControllerCommand.ConfigOp;
import akkord.protocol.controller.ControllerCommand.NewTopic;
import akkord.protocol.controller.MetadataUpdate;
import akkord.protocol.domain.TopicId;
import akkord.protocol.event.ClusterEvent;
import akkord.protocol.event.ClusterEvents;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.NodeStatus;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Words the tests of the controller share. */
final class Fixtures {

    static final ControllerLimits LIMITS = new ControllerLimits(1_000, 10_000, 20_000, 1_000, 3);

    private Fixtures() {}

    static ControllerRules rules(Map<String, String> settings) {
        AtomicLong drawn = new AtomicLong();
        return new ControllerRules(
                1,
                BrokerSettings.of(settings),
                LIMITS,
                () -> new TopicId(7, drawn.incrementAndGet()),
                drawn::incrementAndGet);
    }

    static NodeImage node(int id) {
        return node(id, "first", null);
    }

    static NodeImage node(int id, String incarnation, String rack) {
        return new NodeImage(id, incarnation, "host-" + id, 9092, 8080, 25520, rack, "0.1.0", NodeStatus.UP);
    }

    static NewTopic topic(String name) {
        return topic(name, -1, -1);
    }

    static NewTopic topic(String name, int partitions, int replicas) {
        return new NewTopic(name, partitions, replicas, List.of(), Map.of(), false);
    }

    static NewTopic assigned(String name, List<List<Integer>> replicas) {
        return new NewTopic(name, -1, -1, replicas, Map.of(), false);
    }

    static ConfigOp set(String name, String value) {
        return new ConfigOp(name, ConfigOp.Kind.SET, value);
    }

    /** A node's image, as it follows the updates; fails on a gap. */
    static MetadataImage follow(MetadataImage image, MetadataUpdate update) {
        return MetadataApplier.apply(image, update).orElseThrow(() -> new AssertionError("gap before " + update));
    }

    /** Remembers what the cluster log was told. */
    static final class RecordedEvents implements ClusterEvents {
        final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        public void tell(String kind, String message, Map<String, String> details) {
            lines.add(kind + ": " + message);
        }

        @Override
        public Source<ClusterEvent, NotUsed> watch(int last) {
            return Source.empty();
        }
    }
}
