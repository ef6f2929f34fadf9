package akkord.protocol.door.kafka.handler;

import akkord.protocol.config.TopicName;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.RefusedException;
import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.TopicImage;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResult;

/** Shows the settings of topics, groups and nodes: value, source, type, meaning. */
final class DescribeConfigsHandler implements RequestHandler<DescribeConfigsRequestData> {

    private final KafkaDoorContext context;

    DescribeConfigsHandler(KafkaDoorContext context) {
        this.context = context;
    }

    @Override
    public void handle(Call call, DescribeConfigsRequestData request) {
        DescribeConfigsResponseData response = new DescribeConfigsResponseData();
        // Once each: a small request must not become an answer of a thousand times its size.
        for (DescribeConfigsResource resource : new LinkedHashSet<>(request.resources()))
            response.results().add(describe(resource, request));
        call.answer(response);
    }

    private DescribeConfigsResult describe(DescribeConfigsResource resource, DescribeConfigsRequestData request) {
        DescribeConfigsResult result = new DescribeConfigsResult()
                .setResourceType(resource.resourceType())
                .setResourceName(resource.resourceName());
        try {
            List<String> keys = resource.configurationKeys();
            Set<String> wanted = keys == null ? Set.of() : new HashSet<>(keys);
            for (ConfigValues values : values(resource))
                if (wanted.isEmpty() || wanted.contains(values.key().name()))
                    result.configs().add(values.describe(request.includeSynonyms(), request.includeDocumentation()));
        } catch (RefusedException refused) {
            result.setErrorCode(refused.refusal().code().number())
                    .setErrorMessage(refused.refusal().message());
        }
        return result;
    }

    private List<ConfigValues> values(DescribeConfigsResource resource) {
        return switch (resource.resourceType()) {
            case ResourceType.TOPIC -> topic(resource.resourceName());
            case ResourceType.NODE -> node(resource.resourceName());
            case ResourceType.GROUP -> group(resource.resourceName());
            case ResourceType.CLIENT_METRICS -> none(resource.resourceName());
            default ->
                throw new RefusedException(
                        ErrorCode.INVALID_REQUEST,
                        "resources of type " + resource.resourceType() + " have no settings here");
        };
    }

    /** Of subscriptions to clients' metrics none can be set yet, so every name has none. */
    private static List<ConfigValues> none(String name) {
        if (name.isEmpty()) throw new RefusedException(ErrorCode.INVALID_REQUEST, "the resource needs a name");
        return List.of();
    }

    /** Also of a group that is not there, which may have settings already. */
    private List<ConfigValues> group(String name) {
        if (name.isEmpty()) throw new RefusedException(ErrorCode.INVALID_REQUEST, "the resource needs a name");
        MetadataImage image = context.metadata().image();
        return GroupConfigValues.describe(image.groupConfig(name), here(image));
    }

    private List<ConfigValues> topic(String name) {
        TopicName.refusal(name).ifPresent(why -> {
            throw new RefusedException(why);
        });
        MetadataImage image = context.metadata().image();
        TopicImage topic = image.topic(name)
                .orElseThrow(() -> new RefusedException(
                        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "there is no topic \"" + name + "\""));
        return TopicConfigs.describe(topic.config(), here(image));
    }

    private List<ConfigValues> node(String name) {
        NodeConfigs here = here(context.metadata().image());
        if (name.isEmpty()) return here.describeAllNodes();
        if (!name.equals(Integer.toString(context.nodeId())))
            throw new RefusedException(
                    ErrorCode.INVALID_REQUEST,
                    "this is node " + context.nodeId() + ", which cannot speak for node \"" + name
                            + "\"; ask that one, or the empty name for the settings of all nodes");
        return here.describeNode();
    }

    private NodeConfigs here(MetadataImage image) {
        return NodeConfigs.of(context.settings(), context.nodeId(), image.nodeConfig());
    }
}
