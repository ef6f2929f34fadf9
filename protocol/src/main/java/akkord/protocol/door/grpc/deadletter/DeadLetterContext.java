package akkord.protocol.door.grpc.deadletter;

import akkord.protocol.config.BrokerSettings;
import akkord.protocol.config.GroupConfigs;
import akkord.protocol.grpc.v1.Fetch;
import akkord.protocol.grpc.v1.ProduceRequest;
import akkord.protocol.grpc.v1.ProduceResponse;
import akkord.protocol.metadata.MetadataCache;
import akkord.protocol.metadata.TopicImage;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * What dead letters are written with.
 *
 * @param node the settings of this node as they are now
 * @param fetch reads wherever a partition is led
 * @param produce writes wherever a partition is led
 * @param create makes a topic of that name with these settings, and completes when it serves
 * @param messageBytesMax the largest batch a topic takes
 */
public record DeadLetterContext(
        MetadataCache metadata,
        Supplier<BrokerSettings> node,
        GroupConfigs groups,
        Fetch fetch,
        Function<ProduceRequest, CompletionStage<ProduceResponse>> produce,
        BiFunction<String, Map<String, String>, CompletionStage<TopicImage>> create,
        ToIntFunction<TopicImage> messageBytesMax,
        Executor threads,
        DeadLetterSettings settings) {}
