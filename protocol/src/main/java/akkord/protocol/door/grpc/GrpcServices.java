package akkord.protocol.door.grpc;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.grpc.Trailers;
import akka.grpc.javadsl.ServerReflection;
import akka.grpc.javadsl.ServiceHandler;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.japi.function.Function;
import akka.stream.javadsl.Source;
import akkord.protocol.config.GroupConfigs;
import akkord.protocol.door.grpc.consume.ConsumeCall;
import akkord.protocol.door.grpc.consume.ConsumeContext;
import akkord.protocol.door.grpc.consume.ConsumeSettings;
import akkord.protocol.door.grpc.consume.GroupStarts;
import akkord.protocol.door.grpc.deadletter.DeadLetterContext;
import akkord.protocol.door.grpc.deadletter.DeadLetterCopy;
import akkord.protocol.door.grpc.deadletter.DeadLetterSettings;
import akkord.protocol.grpc.health.v1.Health;
import akkord.protocol.grpc.health.v1.HealthHandlerFactory;
import akkord.protocol.grpc.v1.Cluster;
import akkord.protocol.grpc.v1.ClusterHandlerFactory;
import akkord.protocol.grpc.v1.Consumer;
import akkord.protocol.grpc.v1.ConsumerHandlerFactory;
import akkord.protocol.grpc.v1.Fetch;
import akkord.protocol.grpc.v1.FetchHandlerFactory;
import akkord.protocol.grpc.v1.FetchRequest;
import akkord.protocol.grpc.v1.FetchResponse;
import akkord.protocol.grpc.v1.Groups;
import akkord.protocol.grpc.v1.GroupsHandlerFactory;
import akkord.protocol.grpc.v1.ProduceRequest;
import akkord.protocol.grpc.v1.ProduceResponse;
import akkord.protocol.grpc.v1.Producer;
import akkord.protocol.grpc.v1.ProducerHandlerFactory;
import akkord.protocol.grpc.v1.Topics;
import akkord.protocol.grpc.v1.TopicsHandlerFactory;
import akkord.protocol.share.DeadLetters;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The table of every service the door offers. */
final class GrpcServices {

    private GrpcServices() {}

    static HealthService health() {
        return new HealthService(
                Set.of(Topics.name, Producer.name, Fetch.name, Groups.name, Consumer.name, Cluster.name));
    }

    /** @param letters writes dead letters with the same fetch and produce that clients are served with */
    record Services(Function<HttpRequest, CompletionStage<HttpResponse>> handler, DeadLetters letters) {}

    static Services create(ActorSystem<?> system, DoorContext context, DoorSettings settings, HealthService health) {
        akka.japi.Function<akka.actor.ActorSystem, akka.japi.Function<Throwable, Trailers>> failures =
                ignored -> GrpcStatuses::trailers;
        TopicCreation creation = new TopicCreation(system, context, settings);
        Fetch fetch = fetch(system, context, settings);
        ConsumeCall consumer = new ConsumeCall(system, consumers(system, context, fetch));
        ProduceCall produce = new ProduceCall(system, context, settings, creation);
        var handler = ServiceHandler.concatOrNotFound(
                ProducerHandlerFactory.create(producer(produce, settings), failures, system),
                FetchHandlerFactory.create(fetch, failures, system),
                TopicsHandlerFactory.create(new TopicsService(context, creation), failures, system),
                GroupsHandlerFactory.create(new GroupsService(context), failures, system),
                ConsumerHandlerFactory.create(consumer, failures, system),
                ClusterHandlerFactory.create(new ClusterService(context), failures, system),
                HealthHandlerFactory.create(health, failures, system),
                ServerReflection.create(
                        List.of(
                                Producer.description,
                                Fetch.description,
                                Topics.description,
                                Groups.description,
                                Consumer.description,
                                Cluster.description,
                                Health.description),
                        system));
        return new Services(handler, new DeadLetterCopy(letters(system, context, fetch, produce, creation)));
    }

    private static DeadLetterContext letters(
            ActorSystem<?> system, DoorContext context, Fetch fetch, ProduceCall produce, TopicCreation creation) {
        TopicConfigs configs = new TopicConfigs(context.settings());
        return new DeadLetterContext(
                context.metadata(),
                context::broker,
                groups(context),
                fetch,
                produce::produce,
                creation::orExisting,
                topic -> configs.of(topic).maxMessageBytes(),
                system.executionContext(),
                DeadLetterSettings.from(system.settings().config().getConfig("akkord.grpc.dead-letters")));
    }

    private static GroupConfigs groups(DoorContext context) {
        return GroupConfigs.over(
                context.broker(), group -> context.metadata().image().groupConfig(group));
    }

    private static ConsumeContext consumers(ActorSystem<?> system, DoorContext context, Fetch fetch) {
        ConsumeSettings settings =
                ConsumeSettings.from(system.settings().config().getConfig("akkord.grpc.consume"));
        GroupConfigs configs = groups(context);
        GroupStarts starts =
                group -> GroupStarts.parse(configs.of(group).text(GroupStarts.SETTING), System.currentTimeMillis());
        return new ConsumeContext(context.groups(), context.shares(), starts, context.metadata(), fetch, settings);
    }

    private static Producer producer(ProduceCall produce, DoorSettings settings) {
        InFlightBytes inFlight = new InFlightBytes(settings.produceInFlightBytesMax(), settings.produceWaitingMax());
        ProduceStreamCall stream = new ProduceStreamCall(produce, inFlight, settings.produceInFlightMax());
        return new Producer() {
            @Override
            public CompletionStage<ProduceResponse> produce(ProduceRequest in) {
                int bytes = in.getSerializedSize();
                return inFlight.take(bytes).thenCompose(turn -> produce.produce(in)
                        .whenComplete((response, failure) -> inFlight.giveBack(bytes)));
            }

            @Override
            public Source<ProduceResponse, NotUsed> produceStream(Source<ProduceRequest, NotUsed> in) {
                return stream.produceStream(in);
            }
        };
    }

    private static Fetch fetch(ActorSystem<?> system, DoorContext context, DoorSettings settings) {
        FetchReads reads = new FetchReads(system, context, settings);
        FetchCall fetch = new FetchCall(reads, settings.fetchWaitMax());
        FetchStreamCall stream = new FetchStreamCall(reads);
        Fetch here = fetch(fetch::fetch, stream::fetchStream);
        ElsewhereFetched everywhere = new ElsewhereFetched(system, new LedHere(context), here);
        return fetch(everywhere::fetch, everywhere::fetchStream);
    }

    private static Fetch fetch(
            java.util.function.Function<FetchRequest, CompletionStage<FetchResponse>> once,
            java.util.function.Function<FetchRequest, Source<FetchResponse, NotUsed>> streaming) {
        return new Fetch() {
            @Override
            public CompletionStage<FetchResponse> fetch(FetchRequest in) {
                return once.apply(in);
            }

            @Override
            public Source<FetchResponse, NotUsed> fetchStream(FetchRequest in) {
                return streaming.apply(in);
            }
        };
    }
}
