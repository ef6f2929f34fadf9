package akkord.actors.share;

import akkord.actors.share.core.ShareCore;
import akkord.actors.share.core.ShareEffect;
import akkord.protocol.share.ShareCommand;
import akkord.protocol.share.ShareCommand.Acknowledge;
import akkord.protocol.share.ShareCommand.Acquire;
import akkord.protocol.share.ShareCommand.AcquireRest;
import akkord.protocol.share.ShareCommand.AwaitAvailable;
import akkord.protocol.share.ShareCommand.Forget;
import akkord.protocol.share.ShareCommand.GiveBack;
import akkord.protocol.share.ShareCommand.ReadState;
import akkord.protocol.share.ShareCommand.ReleaseAll;
import akkord.protocol.share.ShareCommand.SetStart;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** What each kind of command asks of the core. */
final class ShareCommands {

    private final Map<Class<?>, Function<ShareCommand, List<ShareEffect>>> table = new HashMap<>();
    private final ShareCore core;
    private final Unanswered unanswered;
    private final LongSupplier clock;
    private long lastAskedMillis;
    private boolean stopping;

    ShareCommands(ShareCore core, Unanswered unanswered, LongSupplier clock) {
        this.core = core;
        this.unanswered = unanswered;
        this.clock = clock;
        this.lastAskedMillis = clock.getAsLong();
        row(Acquire.class, this::onAcquire);
        row(
                AcquireRest.class,
                acquire -> core.acquireRest(
                        acquire.memberId(), acquire.rest(), unanswered.until(acquire, acquire.replyTo()), asked()));
        row(GiveBack.class, back -> core.giveBack(back.memberId(), back.ranges(), asked()));
        row(Acknowledge.class, this::onAcknowledge);
        row(ReleaseAll.class, this::onReleaseAll);
        row(
                AwaitAvailable.class,
                await -> core.awaitAvailable(await.readable(), await.withinMillis(), await.replyTo()::tell, asked()));
        row(ReadState.class, read -> core.readState(read.replyTo()::tell, clock.getAsLong()));
        row(SetStart.class, set -> core.setStart(set.offset(), unanswered.until(set, set.replyTo()), asked()));
        row(Forget.class, forget -> core.forget(unanswered.until(forget, forget.replyTo()), asked()));
        row(ShareCommand.Stop.class, stop -> onStop());
    }

    private <C extends ShareCommand> void row(Class<C> kind, Function<C, List<ShareEffect>> what) {
        table.put(kind, command -> what.apply(kind.cast(command)));
    }

    List<ShareEffect> take(ShareCommand command) {
        return Objects.requireNonNull(table.get(command.getClass()), "every kind of command has a row")
                .apply(command);
    }

    private List<ShareEffect> onAcquire(Acquire acquire) {
        return core.acquire(
                acquire.memberId(),
                acquire.readable(),
                acquire.recordsMax(),
                acquire.beginAt(),
                unanswered.until(acquire, acquire.replyTo()),
                asked());
    }

    private List<ShareEffect> onAcknowledge(Acknowledge acknowledge) {
        return core.acknowledge(
                acknowledge.memberId(),
                acknowledge.batches(),
                unanswered.until(acknowledge, acknowledge.replyTo()),
                asked());
    }

    private List<ShareEffect> onReleaseAll(ReleaseAll release) {
        return core.releaseAll(release.memberId(), unanswered.until(release, release.replyTo()), asked());
    }

    private List<ShareEffect> onStop() {
        stopping = true;
        return List.of();
    }

    /** What came after the order to stop is answered by nobody, and asked again. */
    boolean isStopping() {
        return stopping;
    }

    long lastAskedMillis() {
        return lastAskedMillis;
    }

    private long asked() {
        lastAskedMillis = clock.getAsLong();
        return lastAskedMillis;
    }
}
