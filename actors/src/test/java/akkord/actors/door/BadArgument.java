package akkord.actors.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.function.ToIntFunction;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

/**
 * A well-formed request for what is not there or cannot be.
 *
 * @param code where the answer says so
 */
record BadArgument(
        String what, ApiKeys key, int version, ApiMessage request, ToIntFunction<ApiMessage> code, Errors error) {

    static final Uuid NO_TOPIC = new Uuid(7, 7);
    static final String TOO_LONG = "a".repeat(250);

    /** Kafka's error comes back, and {@code existing} can be asked about on the same connection afterwards. */
    void assertRefused(int port, String existing) throws IOException {
        try (Wire wire = new Wire(port)) {
            ApiMessage answer =
                    wire.send(key, version, 5, request).receive().read(key, version, key.messageType.newResponse());
            assertThat(Errors.forCode((short) code.applyAsInt(answer))).isEqualTo(error);
            MetadataResponseData described = wire.send(
                            ApiKeys.METADATA, 9, 6, SampleRequests.of(ApiKeys.METADATA, 9, existing, NO_TOPIC))
                    .receive()
                    .read(ApiKeys.METADATA, 9, new MetadataResponseData());
            assertThat(described.topics().find(existing).errorCode()).isZero();
        }
    }

    @Override
    public String toString() {
        return key + " " + version + ": " + what + " is " + error;
    }
}
