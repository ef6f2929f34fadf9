package akkord.sharding.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akkord.actors.share.ShareContext;
import akkord.actors.share.ShareKeeper;
import akkord.actors.share.ShareSettings;
import akkord.actors.share.core.ShareLimits;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.RefusedException;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.share.AckBatch;
import akkord.protocol.share.ReadableLog;
import akkord.protocol.share.ShareCommand;
import akkord.protocol.share.ShareCommand.Acknowledge;
import akkord.protocol.share.ShareCommand.Acquire;
import akkord.protocol.share.ShareCommand.ReadState;
import akkord.protocol.share.ShareCommand.ReleaseAll;
import akkord.protocol.share.ShareKey;
import akkord.protocol.share.ShareReply.Acknowledged;
import akkord.protocol.share.ShareReply.Acquired;
import akkord.protocol.share.ShareReply.AcquiredRange;
import akkord.protocol.share.ShareReply.Released;
import akkord.protocol.share.ShareReply.State;
import akkord.sharding.group.FirstUse;
import akkord.sharding.settings.ConfigLayers;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real keepers behind a real shard region, on the only member of a cluster. */
class ShareLinkTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration ASK_AGAIN = Duration.ofMillis(100);
    private static final ReadableLog LOG = new ReadableLog(0, 100, 0);
    private static final ShareKey KEY = new ShareKey("work", new TopicIdPartition(new TopicId(1, 2), 0));
    private static final ShareKey OTHER = new ShareKey("work", new TopicIdPartition(new TopicId(1, 2), 1));

    @TempDir
    static Path folder;

    private static final AtomicInteger started = new AtomicInteger();
    private static ActorSystem<?> system;
    private static ShareLink link;
    private static ShareLink hasty;

    @BeforeAll
    static void start() {
        Config config = ConfigFactory.parseMap(Map.of(
                        "akka.remote.artery.canonical.hostname", "127.0.0.1",
                        "akka.remote.artery.canonical.port", 0,
                        "akka.coordinated-shutdown.run-by-actor-system-terminate", "off",
                        "akka.persistence.journal.plugin", "akka.persistence.journal.inmem",
                        "akka.persistence.snapshot-store.plugin", "akka.persistence.snapshot-store.local",
                        "akka.persistence.snapshot-store.local.dir", folder.toString(),
                        "akka.cluster.roles", List.of("controller")))
                .withFallback(
                        ConfigLayers.load(null, List.of(), new Properties()).effective());
        system = ActorSystem.create(Behaviors.empty(), "akkord", config);
        Cluster cluster = Cluster.get(system);
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        TestProbe.create(system).awaitAssert(PATIENCE, ASK_AGAIN, () -> {
            assertThat(cluster.selfMember().status()).isEqualTo(MemberStatus.up());
            return null;
        });
        ShareContext context = new ShareContext(
                ShareSettings.from(config.getConfig("akkord.share")),
                group -> new ShareLimits(2_000, 5, 60_000, true, 10),
                System::currentTimeMillis,
                (key, letters) -> new CompletableFuture<>());
        FirstUse region = new FirstUse(() -> ShareSharding.start(system, (key, passivate) -> {
            started.incrementAndGet();
            return ShareKeeper.create(context, key, passivate);
        }));
        link = new ShareLink(system, PATIENCE, region);
        hasty = new ShareLink(system, ASK_AGAIN, region);
    }

    @AfterAll
    static void stop() throws Exception {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void eachSharePartitionHasAKeeperThatForgetsNothingWhenItMoves() {
        assertThat(acquire(KEY, "a")).containsExactly(new AcquiredRange(0, 9, (short) 1));
        assertThat(acquire(OTHER, "a")).containsExactly(new AcquiredRange(0, 9, (short) 1));
        List<AckBatch> accepted = List.of(new AckBatch(0, 6, new byte[] {AckBatch.ACCEPT}));
        assertThat(this.<Acknowledged>ask(KEY, replyTo -> new Acknowledge("a", accepted, replyTo))
                        .why())
                .isNull();

        int before = started.get();
        link.tell(KEY, ShareCommand.Stop.STOP);

        TestProbe.create(system).awaitAssert(PATIENCE, ASK_AGAIN, () -> {
            // whoever asks the one that is about to stop is not answered
            State state = join(hasty.<State>ask(KEY, ReadState::new).toCompletableFuture());
            assertThat(state.startOffset()).isEqualTo(7);
            assertThat(started).as("another one keeps it now").hasValueGreaterThan(before);
            return null;
        });
        assertThat(acquire(KEY, "b")).as("the rest is a's").containsExactly(new AcquiredRange(10, 19, (short) 1));
        assertThat(acquire(OTHER, "b")).containsExactly(new AcquiredRange(10, 19, (short) 1));
    }

    @Test
    void whoWaitsHearsOfWhatIsGivenUp() {
        ShareKey key = new ShareKey("waits", KEY.partition());
        ReadableLog little = new ReadableLog(0, 10, 0);
        acquire(key, "a");
        assertThat(join(link.awaitAvailable(key, little, ASK_AGAIN).toCompletableFuture()))
                .isFalse();
        CompletableFuture<Boolean> waits =
                link.awaitAvailable(key, little, PATIENCE).toCompletableFuture();
        this.<Released>ask(key, replyTo -> new ReleaseAll("a", replyTo));
        assertThat(join(waits)).isTrue();
    }

    @Test
    void whoeverAsksWhileTheNodeStopsIsToldToAskElsewhere() {
        ShareLink stopping = new ShareLink(system, PATIENCE, new FirstUse(() -> {}));
        stopping.stop();
        assertThatThrownBy(() -> join(stopping.<State>ask(KEY, ReadState::new).toCompletableFuture()))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal().code()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE));
        assertThat(join(stopping.awaitAvailable(KEY, LOG, PATIENCE).toCompletableFuture()))
                .isFalse();
    }

    private List<AcquiredRange> acquire(ShareKey key, String member) {
        return this.<Acquired>ask(key, replyTo -> new Acquire(member, LOG, 10, 0, replyTo))
                .ranges();
    }

    private <R> R ask(ShareKey key, Function<ActorRef<R>, ShareCommand> command) {
        return join(link.ask(key, command).toCompletableFuture());
    }

    private static <R> R join(CompletableFuture<R> answer) {
        try {
            return answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RefusedException refused) throw refused;
            throw failed;
        }
    }
}
