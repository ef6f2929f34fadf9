package akkord.protocol.door.kafka.handler;

import akkord.protocol.config.ConfigKey;
import java.util.List;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsSynonym;
import org.jspecify.annotations.Nullable;

/**
 * One setting with every value that was given for it, the one in effect first.
 *
 * @param readOnly cannot be changed by a request
 */
record ConfigValues(ConfigKey key, List<Given> given, boolean readOnly) {

    private static final String NO_EFFECT_YET = " Accepted and kept; it has no effect in Akkord yet.";

    /** A value under the name it was given for: a topic's setting may come from a node's of another name. */
    record Given(String name, @Nullable String value, ConfigSource source) {}

    DescribeConfigsResourceResult describe(boolean synonyms, boolean documentation) {
        Given effective = given.get(0);
        DescribeConfigsResourceResult result = new DescribeConfigsResourceResult()
                .setName(key.name())
                .setValue(effective.value())
                .setReadOnly(readOnly)
                .setConfigSource(effective.source().number())
                .setIsSensitive(false)
                .setConfigType(type())
                .setDocumentation(documentation ? documentation() : null);
        if (synonyms) given.forEach(value -> result.synonyms().add(synonym(value)));
        return result;
    }

    private String documentation() {
        return key.effective() ? key.documentation() : key.documentation() + NO_EFFECT_YET;
    }

    private static DescribeConfigsSynonym synonym(Given value) {
        return new DescribeConfigsSynonym()
                .setName(value.name())
                .setValue(value.value())
                .setSource(value.source().number());
    }

    /** The protocol's number of the type. */
    private byte type() {
        return switch (key.type()) {
            case BOOLEAN -> 1;
            case STRING -> 2;
            case INT -> 3;
            case LONG -> 5;
            case DOUBLE -> 6;
            case LIST -> 7;
        };
    }
}
