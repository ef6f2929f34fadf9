package akkord.actors.door;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.AskPattern;
import akkord.actors.share.ShareContext;
import akkord.actors.share.ShareKeeper;
import akkord.actors.share.ShareSettings;
import akkord.actors.share.core.ShareLimits;
import akkord.protocol.share.ReadableLog;
import akkord.protocol.share.ShareAccess;
import akkord.protocol.share.ShareCommand;
import akkord.protocol.share.ShareCommand.AwaitAvailable;
import akkord.protocol.share.ShareKey;
import akkord.protocol.share.ShareReply.Available;
import com.typesafe.config.Config;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Real keepers of share-partitions, without the sharding. */
final class LocalShares implements ShareAccess {

    /** Longer than any test is patient: what it waits for does not come because a lock has ended. */
    static final int LOCK_MILLIS = 60_000;

    private static final ShareLimits LIMITS = new ShareLimits(2000, 5, LOCK_MILLIS, true, 100);

    private final ActorTestKit kit;
    private final Duration patience;
    private final ShareContext context;
    private final Map<ShareKey, ActorRef<ShareCommand>> keepers = new ConcurrentHashMap<>();

    LocalShares(ActorTestKit kit, Config config, Duration patience) {
        this.kit = kit;
        this.patience = patience;
        context = new ShareContext(
                ShareSettings.from(config.getConfig("akkord.share")),
                group -> LIMITS,
                System::currentTimeMillis,
                (share, letters) -> new CompletableFuture<>());
    }

    private ActorRef<ShareCommand> keeper(ShareKey share) {
        return keepers.computeIfAbsent(share, key -> kit.spawn(ShareKeeper.create(context, key, self -> {})));
    }

    @Override
    public <R> CompletionStage<R> ask(ShareKey share, Function<ActorRef<R>, ShareCommand> command) {
        return AskPattern.ask(
                keeper(share), command::apply, patience, kit.system().scheduler());
    }

    @Override
    public void tell(ShareKey share, ShareCommand command) {
        keeper(share).tell(command);
    }

    @Override
    public CompletionStage<Boolean> awaitAvailable(ShareKey share, ReadableLog readable, Duration atMost) {
        return AskPattern.<ShareCommand, Available>ask(
                        keeper(share),
                        replyTo -> new AwaitAvailable(readable, atMost.toMillis(), replyTo),
                        atMost,
                        kit.system().scheduler())
                .handle((available, late) -> late == null);
    }
}
