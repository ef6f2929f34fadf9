package akkord.protocol.door.kafka.handler;

import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.TopicImage;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.Errors;

/** Says which nodes there are and who leads what; makes topics that are asked for and missing, if configured so. */
final class MetadataHandler implements RequestHandler<MetadataRequestData> {

    private static final int EMPTY_MEANS_ALL_UNTIL = 0;
    private static final int BY_ID_FROM = 12;

    private final KafkaDoorContext context;
    private final TopicDescriptions descriptions;
    private final AutoCreation autoCreation;

    MetadataHandler(KafkaDoorContext context, TopicDescriptions descriptions, AutoCreation autoCreation) {
        this.context = context;
        this.descriptions = descriptions;
        this.autoCreation = autoCreation;
    }

    @Override
    public void handle(Call call, MetadataRequestData request) {
        boolean all = request.topics() == null
                || (call.version() <= EMPTY_MEANS_ALL_UNTIL && request.topics().isEmpty());
        if (all) {
            answer(call, request, allTopics(request));
            return;
        }
        if (call.version() < BY_ID_FROM && request.topics().stream().anyMatch(MetadataHandler::isById)) {
            call.fail(Errors.INVALID_REQUEST.exception("topics can be asked for by id from version 12 on"));
            return;
        }
        List<String> missing = missing(request);
        if (missing.isEmpty() || !autoCreation.isAllowed(request.allowAutoTopicCreation())) {
            answer(call, request, asked(call, request, Map.of()));
            return;
        }
        autoCreation.create(missing, call.eventLoop()).whenComplete((failures, fault) -> {
            if (fault != null) call.fail(Failures.exception(fault));
            else answer(call, request, asked(call, request, failures));
        });
    }

    private List<String> missing(MetadataRequestData request) {
        MetadataImage image = context.metadata().image();
        List<String> missing = new ArrayList<>();
        for (MetadataRequestTopic topic : request.topics())
            if (!isById(topic) && image.topic(topic.name()).isEmpty()) missing.add(topic.name());
        return missing;
    }

    private List<MetadataResponseTopic> allTopics(MetadataRequestData request) {
        MetadataImage image = context.metadata().image();
        List<MetadataResponseTopic> topics = new ArrayList<>(image.topics().size());
        for (TopicImage topic : image.topics().values())
            topics.add(descriptions.of(image, topic, request.includeTopicAuthorizedOperations()));
        return topics;
    }

    /** Each topic once, however often it is named: its partitions would be told over and over. */
    private List<MetadataResponseTopic> asked(Call call, MetadataRequestData request, Map<String, Errors> failures) {
        MetadataImage image = context.metadata().image();
        List<MetadataResponseTopic> topics = new ArrayList<>();
        Set<MetadataRequestTopic> once = new LinkedHashSet<>(request.topics());
        for (MetadataRequestTopic topic : once) {
            String name = topic.name();
            topics.add(
                    name == null || isById(topic)
                            ? descriptions.byId(image, topic.topicId(), request.includeTopicAuthorizedOperations())
                            : descriptions.byName(
                                    image, name, failures.get(name), request.includeTopicAuthorizedOperations()));
        }
        return topics;
    }

    private static boolean isById(MetadataRequestTopic topic) {
        return topic.name() == null || !topic.topicId().equals(Uuid.ZERO_UUID);
    }

    private void answer(Call call, MetadataRequestData request, List<MetadataResponseTopic> topics) {
        MetadataImage image = context.metadata().image();
        MetadataResponseData response = new MetadataResponseData()
                .setClusterId(image.clusterId())
                .setControllerId(image.controllerNode())
                .setClusterAuthorizedOperations(Operations.CLUSTER.bits(request.includeClusterAuthorizedOperations()));
        // A client that is sent to a frozen node waits there for nothing; that this one answers, it sees.
        for (NodeImage node : new TreeMap<>(image.nodes()).values())
            if (node.status().serves() || node.id() == context.nodeId())
                response.brokers().add(broker(node));
        topics.forEach(topic -> response.topics().add(topic));
        call.answer(response);
    }

    private static MetadataResponseBroker broker(NodeImage node) {
        return new MetadataResponseBroker()
                .setNodeId(node.id())
                .setHost(node.host())
                .setPort(node.kafkaPort())
                .setRack(node.rack());
    }
}
