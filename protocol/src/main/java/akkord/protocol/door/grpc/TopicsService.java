package akkord.protocol.door.grpc;

import akkord.protocol.controller.ControllerCommand;
import akkord.protocol.controller.ControllerCommand.AlterConfigs;
import akkord.protocol.controller.ControllerCommand.ConfigChange;
import akkord.protocol.controller.ControllerCommand.ConfigOp;
import akkord.protocol.controller.ControllerCommand.CreatePartitions;
import akkord.protocol.controller.ControllerCommand.DeleteTopics;
import akkord.protocol.controller.ControllerCommand.MorePartitions;
import akkord.protocol.controller.ControllerCommand.NewTopic;
import akkord.protocol.controller.ControllerCommand.TopicRef;
import akkord.protocol.controller.ControllerCommand.TopicResult;
import akkord.protocol.controller.ControllerCommand.TopicResults;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.RefusedException;
import akkord.protocol.grpc.v1.AddPartitionsRequest;
import akkord.protocol.grpc.v1.AddPartitionsResponse;
import akkord.protocol.grpc.v1.AlterTopicConfigRequest;
import akkord.protocol.grpc.v1.AlterTopicConfigResponse;
import akkord.protocol.grpc.v1.CreateTopicRequest;
import akkord.protocol.grpc.v1.CreateTopicResponse;
import akkord.protocol.grpc.v1.DeleteTopicRequest;
import akkord.protocol.grpc.v1.DeleteTopicResponse;
import akkord.protocol.grpc.v1.DescribeTopicRequest;
import akkord.protocol.grpc.v1.DescribeTopicResponse;
import akkord.protocol.grpc.v1.ListTopicsRequest;
import akkord.protocol.grpc.v1.ListTopicsResponse;
import akkord.protocol.grpc.v1.TopicDescription;
import akkord.protocol.grpc.v1.TopicSummary;
import akkord.protocol.grpc.v1.Topics;
import akkord.protocol.metadata.TopicImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The calls about topics: each asks the controller and answers when this node knows the outcome. */
final class TopicsService implements Topics {

    private final DoorContext context;
    private final TopicCreation creation;
    private final TopicDescriptions descriptions;
    private final LedHere led;

    TopicsService(DoorContext context, TopicCreation creation) {
        this.context = context;
        this.creation = creation;
        this.descriptions = new TopicDescriptions(context);
        this.led = new LedHere(context);
    }

    @Override
    public CompletionStage<CreateTopicResponse> create(CreateTopicRequest in) {
        NewTopic topic = new NewTopic(
                in.getName(),
                in.getPartitions() == 0 ? -1 : in.getPartitions(),
                in.getReplicationFactor() == 0 ? -1 : in.getReplicationFactor(),
                List.of(),
                in.getConfigMap(),
                false);
        return creation.create(topic, in.getValidateOnly())
                .thenApply(TopicsService::accepted)
                .thenCompose(result -> in.getValidateOnly()
                        ? CompletableFuture.completedFuture(planned(result))
                        : creation.serving(in.getName(), result.version()).thenApply(descriptions::describe))
                .thenApply(description ->
                        CreateTopicResponse.newBuilder().setTopic(description).build());
    }

    @Override
    public CompletionStage<ListTopicsResponse> list(ListTopicsRequest in) {
        ListTopicsResponse.Builder response = ListTopicsResponse.newBuilder();
        context.metadata().image().topics().values().stream()
                .filter(topic -> in.getIncludeInternal() || !topic.internal())
                .sorted(Comparator.comparing(TopicImage::name))
                .forEach(topic -> response.addTopics(summary(topic)));
        return CompletableFuture.completedFuture(response.build());
    }

    @Override
    public CompletionStage<DescribeTopicResponse> describe(DescribeTopicRequest in) {
        return CompletableFuture.completedFuture(in.getName())
                .thenApply(led::topic)
                .thenApply(topic -> DescribeTopicResponse.newBuilder()
                        .setTopic(descriptions.describe(topic))
                        .build());
    }

    @Override
    public CompletionStage<DeleteTopicResponse> delete(DeleteTopicRequest in) {
        return known(replyTo -> new DeleteTopics(List.of(new TopicRef(in.getName(), null)), replyTo))
                .thenApply(result -> DeleteTopicResponse.getDefaultInstance());
    }

    @Override
    public CompletionStage<AlterTopicConfigResponse> alterConfig(AlterTopicConfigRequest in) {
        List<ConfigOp> ops = new ArrayList<>();
        in.getSetMap().forEach((name, value) -> ops.add(new ConfigOp(name, ConfigOp.Kind.SET, value)));
        in.getRemoveList().forEach(name -> ops.add(new ConfigOp(name, ConfigOp.Kind.DELETE, null)));
        ConfigChange change = new ConfigChange(in.getName(), null, false, ops);
        return known(replyTo -> new AlterConfigs(List.of(change), in.getValidateOnly(), replyTo))
                .thenApply(result -> AlterTopicConfigResponse.newBuilder()
                        .setTopic(descriptions.describe(led.topic(in.getName())))
                        .build());
    }

    @Override
    public CompletionStage<AddPartitionsResponse> addPartitions(AddPartitionsRequest in) {
        MorePartitions more = new MorePartitions(in.getName(), in.getTotal(), List.of());
        return known(replyTo -> new CreatePartitions(List.of(more), in.getValidateOnly(), replyTo))
                .thenCompose(result -> creation.serving(in.getName(), result.version()))
                .thenApply(topic -> AddPartitionsResponse.newBuilder()
                        .setTopic(descriptions.describe(topic))
                        .build());
    }

    /** The outcome of a command about one topic, once this node knows of it; a refusal is thrown. */
    private CompletionStage<TopicResult> known(
            Function<akka.actor.typed.ActorRef<TopicResults>, ControllerCommand> command) {
        return context.controller()
                .ask(command)
                .thenApply(results -> accepted(results.results().get(0)))
                .thenCompose(result -> creation.known(result).thenApply(image -> result));
    }

    private static TopicResult accepted(TopicResult result) {
        Refusal why = result.why();
        if (why != null) throw new RefusedException(why);
        return result;
    }

    /** What would have been made. */
    private static TopicDescription planned(TopicResult result) {
        TopicDescription.Builder description = TopicDescription.newBuilder();
        if (result.name() != null) description.setName(result.name());
        for (int number = 0; number < result.partitions(); number++)
            description.addPartitionsBuilder().setPartition(number).setLeader(-1);
        return description.build();
    }

    private static TopicSummary summary(TopicImage topic) {
        return TopicSummary.newBuilder()
                .setName(topic.name())
                .setId(topic.id().toString())
                .setPartitions(topic.partitions().size())
                .setReplicationFactor(
                        topic.partitions().isEmpty()
                                ? 0
                                : topic.partitions().get(0).replicas().size())
                .setInternal(topic.internal())
                .build();
    }
}
