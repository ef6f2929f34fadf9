package akkord.system.kafka.differential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.requests.ResponseHeader;

/** One of the two that are asked: a connection, and the ids by which it knows the topics. */
final class Peer implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 60_000;
    private static final String CLIENT = "differential";

    private final String name;
    private final Socket socket;
    private final Map<String, Uuid> topicIds = new HashMap<>();
    private int asked;

    Peer(String name, int port) throws IOException {
        this.name = name;
        this.socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
    }

    /** The id of a topic here; asked for once while it exists, and remembered when it no longer does. */
    Uuid topicId(String topic) {
        Uuid known = topicIds.get(topic);
        if (known == null) learn(topic);
        return topicIds.getOrDefault(topic, Uuid.ZERO_UUID);
    }

    private void learn(String topic) {
        MetadataRequestData request = new MetadataRequestData()
                .setAllowAutoTopicCreation(false)
                .setTopics(List.of(new MetadataRequestData.MetadataRequestTopic().setName(topic)));
        MetadataResponseData answer = (MetadataResponseData) ask(ApiKeys.METADATA, (short) 12, request);
        for (var found : answer.topics())
            if (!found.topicId().equals(Uuid.ZERO_UUID)) topicIds.put(topic, found.topicId());
    }

    Map<String, Uuid> topicIds() {
        return topicIds;
    }

    ApiMessage ask(ApiKeys key, short version, ApiMessage request) {
        try {
            send(key, version, request);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] frame = new byte[in.readInt()];
            in.readFully(frame);
            ByteBuffer bytes = ByteBuffer.wrap(frame);
            ResponseHeader.parse(bytes, key.responseHeaderVersion(version));
            ApiMessage answer = key.messageType.newResponse();
            answer.read(new ByteBufferAccessor(bytes), version);
            if (bytes.hasRemaining()) throw new AssertionError(name + " sent more than the answer to " + key);
            return answer;
        } catch (IOException broken) {
            throw new AssertionError(name + " did not answer " + key + " version " + version + ": " + request, broken);
        }
    }

    private void send(ApiKeys key, short version, ApiMessage request) throws IOException {
        RequestHeaderData header = new RequestHeaderData()
                .setRequestApiKey(key.id)
                .setRequestApiVersion(version)
                .setCorrelationId(++asked)
                .setClientId(CLIENT);
        ByteBuffer head = MessageUtil.toByteBufferAccessor(header, key.requestHeaderVersion(version))
                .buffer();
        ByteBuffer body = MessageUtil.toByteBufferAccessor(request, version).buffer();
        ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + head.remaining() + body.remaining());
        frame.putInt(head.remaining() + body.remaining()).put(head).put(body);
        socket.getOutputStream().write(frame.array());
    }

    /** The answer as a tree of every field of that version. */
    static JsonNode tree(ApiMessage answer, short version) {
        try {
            Class<?> converter = Class.forName(answer.getClass().getName() + "JsonConverter");
            JsonNode tree = (JsonNode) converter
                    .getMethod("write", answer.getClass(), short.class, boolean.class)
                    .invoke(null, answer, version, false);
            if (answer instanceof FetchResponseData fetched) addRecords(fetched, tree);
            return tree;
        } catch (ReflectiveOperationException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    /** The library leaves the records themselves out. */
    private static void addRecords(FetchResponseData fetched, JsonNode tree) {
        for (int topic = 0; topic < fetched.responses().size(); topic++) {
            var partitions = fetched.responses().get(topic).partitions();
            for (int i = 0; i < partitions.size(); i++)
                if (partitions.get(i).records() instanceof MemoryRecords records)
                    ((ObjectNode) tree.at("/responses/" + topic + "/partitions/" + i))
                            .put("recordBytes", Base64.getEncoder().encodeToString(bytes(records)));
        }
    }

    private static byte[] bytes(MemoryRecords records) {
        ByteBuffer buffer = records.buffer().duplicate();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
