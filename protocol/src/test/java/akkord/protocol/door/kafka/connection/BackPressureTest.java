package akkord.protocol.door.kafka.connection;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.door.kafka.connection.Served.Where;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;

/** What one connection takes and sends while its client is slow, or others are; each step by itself, without a clock. */
class BackPressureTest {

    private static final int VERSION = 1;
    private static final int MUCH = 25_000;

    private final Deque<Call> held = new ArrayDeque<>();
    private final Served kind =
            new Served(ApiKeys.METADATA, 0, 13, Where.EVENT_LOOP, (call, request) -> held.add(call));
    private final SharedMemory memory = EmbeddedConnection.sharedMemory();

    private EmbeddedConnection connect() {
        return connect(memory);
    }

    private EmbeddedConnection connect(SharedMemory memory) {
        return new EmbeddedConnection(key -> key == ApiKeys.METADATA.id ? kind : null, memory);
    }

    private static ByteBuf requests(int from, int to) {
        ByteBuf all = Unpooled.buffer();
        for (int i = from; i < to; i++) {
            ByteBuf one = EmbeddedConnection.request(ApiKeys.METADATA, VERSION, i, new MetadataRequestData());
            all.writeBytes(one);
            one.release();
        }
        return all;
    }

    /** All that are held, each with so many bytes. */
    private void answerAll(EmbeddedConnection connection, int bytes) {
        MetadataResponseData answer = new MetadataResponseData();
        answer.brokers().add(new MetadataResponseBroker().setHost("h".repeat(bytes)));
        while (!held.isEmpty()) held.remove().answer(answer);
        connection.runTasks();
    }

    @Test
    void anAnswerWaitsAndNothingIsReadWhileTheClientDoesNotTakeTheOneBefore() {
        SharedMemory enough = new SharedMemory(memory.partialRequests(), new UnsentAnswers(Long.MAX_VALUE));
        try (EmbeddedConnection client = connect(enough)) {
            client.stall();
            client.receive(requests(0, 4));
            answerAll(client, MUCH);
            assertThat(client.bytesUnsent()).as("one answer, not two").isBetween((long) MUCH, 2L * MUCH);
            assertThat(client.isReadFrom())
                    .as("read from while it takes nothing")
                    .isFalse();
            for (int i = 0; i < 4; i++) {
                client.takeOnce();
                assertThat(client.answered()).isEqualTo(i);
                assertThat(client.answered())
                        .as("sent before the one ahead was taken")
                        .isEqualTo(-1);
            }
            assertThat(client.isReadFrom()).as("read from again").isTrue();
        }
    }

    @Test
    void requestsBehindAStalledAnswerAreNotTakenBeforeTheClientTakesIt() {
        try (EmbeddedConnection client = connect()) {
            client.stall();
            client.receive(requests(0, 1));
            answerAll(client, MUCH);
            client.receive(requests(1, 3));
            assertThat(held).isEmpty();
            client.takeOnce();
            assertThat(held).hasSize(2);
        }
    }

    @Test
    void whenAllTogetherHaveTooMuchEachSendsOneAnswerAtATimeUntilThereIsRoomAgain() {
        try (EmbeddedConnection stalled = connect();
                EmbeddedConnection client = connect()) {
            stalled.stall();
            stalled.receive(requests(0, 1));
            answerAll(stalled, EmbeddedConnection.UNSENT_ANSWER_BYTES_MAX);
            client.stall();
            client.receive(requests(0, 3));
            answerAll(client, 100);
            for (int i = 0; i < 3; i++) {
                assertThat(client.bytesUnsent()).as("one answer of 100 bytes").isBetween(100L, 399L);
                client.takeOnce();
                assertThat(client.answered()).isEqualTo(i);
                assertThat(client.answered())
                        .as("sent although there is no room")
                        .isEqualTo(-1);
            }
            stalled.close();
            client.receive(requests(3, 6));
            answerAll(client, 100);
            client.takeOnce();
            for (int i = 3; i < 6; i++)
                assertThat(client.answered())
                        .as("sent at once, now that there is room")
                        .isEqualTo(i);
        }
    }

    @Test
    void theChannelDoesNotReadOnWhenTheBoundOfRequestsIsReached() {
        try (EmbeddedConnection client = connect()) {
            client.read(requests(0, 10));
            assertThat(client.isReadFrom())
                    .as("within the same round of reading")
                    .isFalse();
            client.endOfRead();
            assertThat(held).hasSize(EmbeddedConnection.UNDER_WAY_MAX);
            assertThat(client.isReadFrom()).isFalse();
            answerAll(client, 10);
            assertThat(held).hasSize(EmbeddedConnection.UNDER_WAY_MAX);
            answerAll(client, 10);
            assertThat(client.isReadFrom()).isTrue();
        }
    }

    @Test
    void theChannelDoesNotReadOnWhileThereIsNoRoomForTheRestOfARequest() {
        PartialRequests.Share other = memory.partialRequests().share(() -> {});
        assertThat(other.take(EmbeddedConnection.PARTIAL_REQUEST_BYTES_MAX - 1000))
                .isTrue();
        try (EmbeddedConnection client = connect()) {
            client.read(Unpooled.buffer().writeInt(100_000).writeZero(100));
            assertThat(client.isReadFrom())
                    .as("within the same round of reading")
                    .isFalse();
            client.endOfRead();
            assertThat(client.isReadFrom()).isFalse();
            other.giveBack();
            client.runTasks();
            assertThat(client.isReadFrom()).as("there is room").isTrue();
        }
    }

    @Test
    void whatWasSentWholeBeforeTheClientWentIsStillTaken() {
        ByteBuf sent = requests(0, 10);
        EmbeddedConnection client = connect();
        client.receive(sent.writeInt(1000).writeZero(10));
        assertThat(held).hasSize(EmbeddedConnection.UNDER_WAY_MAX);
        client.close();
        assertThat(held.stream().map(Call::correlationId).toList()).isEqualTo(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
        assertThat(held).allMatch(Call::isAbandoned);
        assertThat(sent.refCnt()).as("the bytes of the requests").isZero();
    }

    /** It has waited for so long that its client may have sent it again, elsewhere. */
    @Test
    void whatWasNotTakenUntilTheNodeGaveUpItsClientIsForgotten() {
        ByteBuf sent = requests(0, 10);
        EmbeddedConnection client = connect();
        client.receive(sent);
        client.sweepWhenIdle();
        assertThat(client.isOpen()).isFalse();
        assertThat(held).hasSize(EmbeddedConnection.UNDER_WAY_MAX).allMatch(Call::isAbandoned);
        assertThat(sent.refCnt()).isZero();
    }

    @Test
    void ofWhatAClientThatWentHadSentNothingBehindNonsenseIsTaken() {
        ByteBuf sent = requests(0, 6).writeInt(8).writeShort(99).writeZero(6);
        EmbeddedConnection client = connect();
        client.receive(sent.writeBytes(requests(6, 8)));
        client.close();
        assertThat(held).hasSize(6);
        assertThat(sent.refCnt()).isZero();
    }

    @Test
    void muchThatComesWhileNothingIsTakenIsKeptInOrder() {
        try (EmbeddedConnection client = connect()) {
            client.receive(requests(0, EmbeddedConnection.UNDER_WAY_MAX));
            ByteBuf much = requests(EmbeddedConnection.UNDER_WAY_MAX, 200);
            while (much.isReadable()) client.read(much.readRetainedSlice(Math.min(37, much.readableBytes())));
            client.endOfRead();
            for (int i = 0; i < 200; i++) {
                assertThat(held).hasSizeLessThanOrEqualTo(EmbeddedConnection.UNDER_WAY_MAX);
                held.remove().answer(new MetadataResponseData());
                client.runTasks();
                assertThat(client.answered()).isEqualTo(i);
            }
            much.release();
            assertThat(much.refCnt()).isZero();
        }
    }
}
