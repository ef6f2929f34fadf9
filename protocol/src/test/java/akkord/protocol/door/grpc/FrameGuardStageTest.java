package akkord.protocol.door.grpc;

import akka.actor.ActorSystem;
import akka.stream.Attributes;
import akka.stream.javadsl.Keep;
import akka.stream.testkit.TestPublisher;
import akka.stream.testkit.TestSubscriber;
import akka.stream.testkit.javadsl.TestSink;
import akka.stream.testkit.javadsl.TestSource;
import akka.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FrameGuardStageTest {

    private static final ByteString FOUR_BYTES = ByteString.fromString("four");
    private static final int DRAIN_BYTES_MAX = 10;

    private static ActorSystem system;

    @BeforeAll
    static void start() {
        system = ActorSystem.create("frame-guard-stage");
    }

    @AfterAll
    static void stop() {
        system.terminate();
    }

    @Test
    void whatComesAfterTheReaderHasGoneIsThrownAwayUpToABoundBeforeTheStreamIsReset() {
        var ends = TestSource.<ByteString>probe(system)
                .via(new FrameGuardStage(() -> chunk -> chunk, DRAIN_BYTES_MAX))
                .toMat(TestSink.<ByteString>probe(system), Keep.both())
                .withAttributes(Attributes.inputBuffer(1, 1))
                .run(system);
        TestPublisher.Probe<ByteString> client = ends.first();
        TestSubscriber.Probe<ByteString> reader = ends.second();
        reader.request(1);
        client.sendNext(FOUR_BYTES);
        reader.expectNext(FOUR_BYTES);
        reader.cancel();
        for (int sent = 0; sent < DRAIN_BYTES_MAX; sent += FOUR_BYTES.size()) client.sendNext(FOUR_BYTES);
        client.expectCancellation();
    }

    @Test
    void aClientThatEndsMeanwhileIsNotReset() {
        var ends = TestSource.<ByteString>probe(system)
                .via(new FrameGuardStage(() -> chunk -> chunk, DRAIN_BYTES_MAX))
                .toMat(TestSink.<ByteString>probe(system), Keep.both())
                .withAttributes(Attributes.inputBuffer(1, 1))
                .run(system);
        TestPublisher.Probe<ByteString> client = ends.first();
        client.expectRequest();
        ends.second().cancel();
        // Reset, it would not be asked for this one and the end would come too late.
        client.sendNext(FOUR_BYTES);
        client.expectRequest();
        client.sendComplete();
    }
}
