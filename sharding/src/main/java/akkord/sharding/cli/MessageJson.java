package akkord.sharding.cli;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/**
 * A message of the gRPC services as one line of JSON: every field under its lowerCamelCase name, also when it
 * has its default value, so that a script need not ask; an optional one that is absent is null. Numbers are
 * numbers, maps are objects, bytes are Base64.
 */
final class MessageJson {

    private MessageJson() {}

    static String of(Message message) {
        StringBuilder json = new StringBuilder();
        append(message, json);
        return json.toString();
    }

    /** Several messages as an array, an element a line. */
    static String of(Collection<? extends Message> messages) {
        StringBuilder json = new StringBuilder("[");
        String separator = "";
        for (Message message : messages) {
            json.append(separator);
            append(message, json);
            separator = ",\n ";
        }
        return json.append("]").toString();
    }

    private static void append(Message message, StringBuilder json) {
        json.append('{');
        String separator = "";
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            if (field.getContainingOneof() != null
                    && field.getRealContainingOneof() != null
                    && !message.hasField(field)) continue;
            json.append(separator);
            quote(field.getJsonName(), json);
            json.append(':');
            if (field.isMapField()) appendMap((List<?>) message.getField(field), json);
            else if (field.isRepeated()) appendList((List<?>) message.getField(field), json);
            else if (field.hasPresence() && !message.hasField(field)) json.append("null");
            else appendValue(message.getField(field), json);
            separator = ",";
        }
        json.append('}');
    }

    private static void appendMap(List<?> entries, StringBuilder json) {
        json.append('{');
        String separator = "";
        for (Object element : entries) {
            Message entry = (Message) element;
            List<FieldDescriptor> keyAndValue = entry.getDescriptorForType().getFields();
            json.append(separator);
            quote(String.valueOf(entry.getField(keyAndValue.get(0))), json);
            json.append(':');
            appendValue(entry.getField(keyAndValue.get(1)), json);
            separator = ",";
        }
        json.append('}');
    }

    private static void appendList(List<?> values, StringBuilder json) {
        json.append('[');
        String separator = "";
        for (Object value : values) {
            json.append(separator);
            appendValue(value, json);
            separator = ",";
        }
        json.append(']');
    }

    private static void appendValue(Object value, StringBuilder json) {
        if (value instanceof Message message) append(message, json);
        else if (value instanceof Number || value instanceof Boolean) json.append(value);
        else if (value instanceof EnumValueDescriptor constant) quote(constant.getName(), json);
        else if (value instanceof ByteString bytes)
            quote(Base64.getEncoder().encodeToString(bytes.toByteArray()), json);
        else quote(String.valueOf(value), json);
    }

    static void quote(String text, StringBuilder json) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (c < 0x20) json.append(String.format("\\u%04x", (int) c));
                    else json.append(c);
                }
            }
        }
        json.append('"');
    }
}
