package akkord.protocol.door.grpc;

import io.grpc.Status.Code;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HalfMessageTest extends DoorCalls {

    @ParameterizedTest
    @ValueSource(strings = {"Produce", "ProduceStream"})
    void aRequestThatEndsInsideAMessageIsAnInvalidArgument(String call) throws Exception {
        byte[] message = one("halves", "x").toByteArray();
        ByteBuffer half =
                ByteBuffer.allocate(5 + message.length - 3).put((byte) 0).putInt(message.length);
        half.put(message, 0, message.length - 3);
        assertRefused(
                RawCall.status(door, "akkord.v1.Producer/" + call, half.array()),
                Code.INVALID_ARGUMENT,
                "inside a message, 3 bytes before");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Produce", "ProduceStream"})
    void aRequestThatEndsInsideThePrefixOfAMessageIsAnInvalidArgument(String call) throws Exception {
        assertRefused(
                RawCall.status(door, "akkord.v1.Producer/" + call, new byte[] {0, 0, 0}),
                Code.INVALID_ARGUMENT,
                "3 of the 5 bytes");
    }
}
