package akkord.protocol.door.grpc;

import akka.stream.Attributes;
import akka.stream.FlowShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import akka.util.ByteString;
import io.grpc.StatusRuntimeException;
import java.util.function.Supplier;

/**
 * Sends a request's bytes through a guard. When that refuses, the call fails with its status, and what the client
 * still sends is thrown away up to a bound: cutting it off at once would reset the stream, and the client would
 * see the reset instead of the status.
 */
final class FrameGuardStage extends GraphStage<FlowShape<ByteString, ByteString>> {

    /** What watches over one request's bytes; both throw a StatusRuntimeException to refuse it. */
    interface Guard {

        /** What may pass of {@code chunk}. */
        ByteString pass(ByteString chunk);

        /** The client has sent all of it. */
        default void end() {}
    }

    private final Inlet<ByteString> in = Inlet.create("FrameGuard.in");
    private final Outlet<ByteString> out = Outlet.create("FrameGuard.out");
    private final Supplier<Guard> guards;
    private final long drainBytesMax;

    /** @param guards one for each request */
    FrameGuardStage(Supplier<Guard> guards, long drainBytesMax) {
        this.guards = guards;
        this.drainBytesMax = drainBytesMax;
    }

    @Override
    public FlowShape<ByteString, ByteString> shape() {
        return FlowShape.of(in, out);
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic(guards.get());
    }

    private final class Logic extends GraphStageLogic {

        private final Guard guard;
        private long drainedBytes;

        Logic(Guard guard) {
            super(shape());
            this.guard = guard;
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    if (isClosed(out)) drain(grab(in));
                    else pass(grab(in));
                }

                @Override
                public void onUpstreamFinish() {
                    if (!isClosed(out)) end();
                    completeStage();
                }
            });
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    pull(in);
                }

                /** Whoever reads the messages may refuse one before the client has sent the end. */
                @Override
                public void onDownstreamFinish(Throwable cause) {
                    drain(ByteString.emptyByteString());
                }
            });
        }

        private void pass(ByteString chunk) {
            ByteString passed;
            try {
                passed = guard.pass(chunk);
            } catch (StatusRuntimeException refused) {
                fail(out, refused);
                drain(chunk);
                return;
            }
            if (passed.isEmpty()) pull(in);
            else push(out, passed);
        }

        private void end() {
            try {
                guard.end();
            } catch (StatusRuntimeException refused) {
                fail(out, refused);
            }
        }

        private void drain(ByteString chunk) {
            drainedBytes += chunk.size();
            if (drainedBytes > drainBytesMax) cancel(in);
            else if (!isClosed(in) && !hasBeenPulled(in)) pull(in);
        }
    }
}
