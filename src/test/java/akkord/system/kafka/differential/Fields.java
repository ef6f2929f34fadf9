package akkord.system.kafka.differential;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;

/**
 * An answer as paths and values. Elements of a list go by what names them, not by their place; what every
 * broker chooses for itself (ids of topics and of the cluster, ports, times of its clock) by what it stands for.
 */
final class Fields {

    private static final String[] NAMES = {
        "name", "topicName", "apiKey", "partitionIndex", "partition", "key", "resourceName"
    };

    private static final Set<String> CHOSEN = Set.of("clusterId", "port", "host", "cursor", "logDir");

    private static final String NEW_PRODUCER = "/producerId";

    private static final Set<String> SENTENCES = Set.of("errorMessage", "documentation", "batchIndexErrorMessage");

    private final Map<String, String> fields = new TreeMap<>();
    private final Map<String, String> topics;

    private Fields(Map<String, Uuid> topicIds) {
        topics = topicIds.entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getValue().toString(), Map.Entry::getKey, (a, b) -> a));
    }

    static Map<String, String> of(JsonNode answer, Map<String, Uuid> topicIds) {
        Fields fields = new Fields(topicIds);
        fields.walk("", answer);
        return fields.fields;
    }

    private void walk(String path, JsonNode node) {
        if (node.isObject()) node.fields().forEachRemaining(f -> field(path, f.getKey(), f.getValue()));
        else if (node.isArray()) list(path, node);
        else fields.put(path, text(node));
    }

    private void field(String path, String name, JsonNode value) {
        String at = path + "/" + name;
        if (CHOSEN.contains(name)) fields.put(at, value.isNull() ? "null" : "its own");
        else if (at.equals(NEW_PRODUCER)) fields.put(at, value.asLong() < 0 ? "none" : "its own");
        else if (name.equals("topicId")) fields.put(at, topicId(value));
        // Sentences are for people: whether there is one is compared, not its words.
        else if (SENTENCES.contains(name)) fields.put(at, value.isNull() ? "null" : "a sentence");
        else walk(at, value);
    }

    private void list(String path, JsonNode list) {
        fields.put(path + "#", "" + list.size());
        for (int i = 0; i < list.size(); i++) walk(path + "[" + name(list.get(i), i) + "]", list.get(i));
    }

    private String name(JsonNode element, int place) {
        if (element.has("topicId") && topics.containsKey(element.get("topicId").asText()))
            return topics.get(element.get("topicId").asText());
        for (String name : NAMES)
            if (element.hasNonNull(name)) return element.get(name).asText();
        return element.isValueNode() ? text(element) : "" + place;
    }

    private String text(JsonNode value) {
        String text = value.asText();
        return topics.containsKey(text) ? "id of " + topics.get(text) : text;
    }

    /** Zero says that there is no topic; any other id that was not asked for before is new. */
    private String topicId(JsonNode value) {
        String text = text(value);
        return text.equals(Uuid.ZERO_UUID.toString()) || text.startsWith("id of") ? text : "an id";
    }
}
