package akkord.protocol.door.kafka.handler;

import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import akkord.protocol.metadata.MetadataImage;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.message.ListConfigResourcesRequestData;
import org.apache.kafka.common.message.ListConfigResourcesResponseData;
import org.apache.kafka.common.message.ListConfigResourcesResponseData.ConfigResource;
import org.apache.kafka.common.protocol.Errors;

/** Lists what has settings. Version 0 knows client metrics only, of which there are none. */
final class ListConfigResourcesHandler implements RequestHandler<ListConfigResourcesRequestData> {

    private static final Set<Byte> KNOWN = Set.of(
            ResourceType.TOPIC,
            ResourceType.NODE,
            ResourceType.NODE_LOGGER,
            ResourceType.CLIENT_METRICS,
            ResourceType.GROUP);

    private final KafkaDoorContext context;

    ListConfigResourcesHandler(KafkaDoorContext context) {
        this.context = context;
    }

    @Override
    public void handle(Call call, ListConfigResourcesRequestData request) {
        ListConfigResourcesResponseData response = new ListConfigResourcesResponseData();
        List<Byte> types = request.resourceTypes();
        if (call.version() == 0) {
            call.answer(response);
        } else if (!KNOWN.containsAll(types)) {
            call.answer(response.setErrorCode(Errors.UNSUPPORTED_VERSION.code()));
        } else {
            Collection<Byte> wanted = types.isEmpty() ? new TreeSet<>(KNOWN) : new TreeSet<>(types);
            wanted.forEach(type -> names(type).forEach(name -> response.configResources()
                    .add(new ConfigResource().setResourceName(name).setResourceType(type))));
            call.answer(response);
        }
    }

    private Collection<String> names(byte type) {
        MetadataImage image = context.metadata().image();
        return switch (type) {
            case ResourceType.TOPIC -> new TreeSet<>(image.topics().keySet());
            case ResourceType.NODE, ResourceType.NODE_LOGGER ->
                image.nodes().keySet().stream().sorted().map(String::valueOf).toList();
            case ResourceType.GROUP -> new TreeSet<>(image.groupConfig().keySet());
            default -> List.of();
        };
    }
}
