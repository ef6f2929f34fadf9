package akkord.protocol.door.grpc;

import akka.actor.typed.ActorSystem;
import akka.pattern.Patterns;
import akkord.protocol.config.TopicName;
import akkord.protocol.controller.ControllerCommand;
import akkord.protocol.controller.ControllerCommand.CreateTopics;
import akkord.protocol.controller.ControllerCommand.NewTopic;
import akkord.protocol.controller.ControllerCommand.TopicResult;
import akkord.protocol.controller.ControllerCommand.TopicResults;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.RefusedException;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import akkord.protocol.partition.LocalPartition;
import akkord.protocol.partition.PartitionView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Topics that come to be, asked for or on first use, and the wait until they serve. */
final class TopicCreation {

    private final ActorSystem<?> system;
    private final DoorContext context;
    private final DoorSettings settings;
    private final LedHere led;

    TopicCreation(ActorSystem<?> system, DoorContext context, DoorSettings settings) {
        this.system = system;
        this.context = context;
        this.settings = settings;
        this.led = new LedHere(context);
    }

    /** The topic; made first if there is none and the node makes topics on first use. */
    CompletionStage<TopicImage> existingOrNew(String name) {
        Optional<TopicImage> existing = context.metadata().image().topic(name);
        if (existing.isPresent()) return opened(existing.get());
        if (!context.broker().autoCreateTopics() || TopicName.refusal(name).isPresent())
            return CompletableFuture.completedFuture(name).thenApply(led::topic);
        return orExisting(name, Map.of());
    }

    /** A topic of the default size; one that somebody else has just made may have other settings. */
    CompletionStage<TopicImage> orExisting(String name, Map<String, String> config) {
        return create(new NewTopic(name, -1, -1, List.of(), config, false), false)
                .thenCompose(result -> {
                    Refusal why = result.why();
                    if (why != null && why.code() != ErrorCode.TOPIC_ALREADY_EXISTS) throw new RefusedException(why);
                    return serving(name, result.version());
                });
    }

    /** Somebody else may just have made it: then it is worth a moment. What is offline is told as such, by the write. */
    private CompletionStage<TopicImage> opened(TopicImage topic) {
        for (int number = 0; number < topic.partitions().size(); number++) {
            boolean here = topic.partitions().get(number).leader() == context.nodeId();
            if (here && !isThere(new TopicPartition(topic.name(), number), topic)) return serving(topic.name(), 0);
        }
        return CompletableFuture.completedFuture(topic);
    }

    /** What the controller says to it. */
    CompletionStage<TopicResult> create(NewTopic topic, boolean validateOnly) {
        return context.controller()
                .<TopicResults>ask(replyTo -> new CreateTopics(List.of(topic), validateOnly, replyTo))
                .thenApply(results -> results.results().get(0));
    }

    /** The topic as this node knows it, once it knows {@code version} and all its partitions serve. */
    CompletionStage<TopicImage> serving(String name, long version) {
        long deadline = System.nanoTime() + settings.topicServesWithin().toNanos();
        return context.metadata()
                .await(
                        image -> image.version() >= version
                                && image.topic(name)
                                        .filter(TopicCreation::isLed)
                                        .isPresent(),
                        settings.topicServesWithin())
                .thenCompose(image -> servingHere(name, deadline));
    }

    /** The image of at least {@code version}. */
    CompletionStage<MetadataImage> known(ControllerCommand.TopicResult result) {
        return context.metadata().await(image -> image.version() >= result.version(), settings.topicServesWithin());
    }

    /** The partitions led by this node come up without a message to us: look again until they have. */
    private CompletionStage<TopicImage> servingHere(String name, long deadlineNanos) {
        TopicImage topic = led.topic(name);
        if (allServe(topic)) return CompletableFuture.completedFuture(topic);
        if (System.nanoTime() - deadlineNanos > 0)
            throw new RefusedException(
                    ErrorCode.REQUEST_TIMED_OUT,
                    "topic \"" + name + "\" is created, but not all of its partitions serve yet");
        return Patterns.after(
                settings.topicServesCheckInterval(), system.classicSystem(), () -> servingHere(name, deadlineNanos));
    }

    private boolean allServe(TopicImage topic) {
        for (int number = 0; number < topic.partitions().size(); number++) {
            TopicPartition partition = new TopicPartition(topic.name(), number);
            boolean here = topic.partitions().get(number).leader() == context.nodeId();
            if (here && !serves(partition, topic)) return false;
        }
        return true;
    }

    private boolean serves(TopicPartition partition, TopicImage topic) {
        LocalPartition local = context.partitions().find(partition);
        return local != null
                && local.view().topicId().equals(topic.id())
                && local.view().role() == PartitionView.Role.LEADER;
    }

    /** A replica of a deleted topic of the same name does not count. */
    private boolean isThere(TopicPartition partition, TopicImage topic) {
        LocalPartition local = context.partitions().find(partition);
        return local != null && local.view().topicId().equals(topic.id());
    }

    private static boolean isLed(TopicImage topic) {
        return topic.partitions().stream().noneMatch(partition -> partition.leader() == PartitionImage.NO_LEADER);
    }
}
