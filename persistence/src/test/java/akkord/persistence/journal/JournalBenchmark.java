package akkord.persistence.journal;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * Events a second that many persistent actors write to a journal of one voter, every entry synced. Each actor
 * writes its next event when the one before is confirmed. Prints the time to the first confirmed event, too.
 */
final class JournalBenchmark {

    private static final int ACTORS = 200;
    private static final int WARM_UP = 100;
    private static final int EVENTS = Integer.getInteger("akkord.benchmark.events", 500);
    private static final long DEADLINE_SECONDS = 120;

    /** Write so many events, then count down. */
    private record Go(int events, CountDownLatch done) {}

    private JournalBenchmark() {}

    /** Arguments: the folder below which the journal is made; otherwise that of temporary files. */
    public static void main(String[] args) throws Exception {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        Path folder = args.length > 0
                ? Files.createTempDirectory(Path.of(args[0]), "journal")
                : Files.createTempDirectory("journal");
        Config config = ConfigFactory.parseString(TestJournals.PLUGINS).withFallback(ConfigFactory.load());
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "benchmark", config);
        try {
            measure(system, folder, config);
        } finally {
            system.terminate();
            system.getWhenTerminated().toCompletableFuture().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
            delete(folder);
        }
    }

    private static void measure(ActorSystem<Void> system, Path folder, Config config) throws Exception {
        long began = System.nanoTime();
        ReplicatedJournal.start(system, JournalSettings.of(folder, 1, Set.of(1), config))
                .toCompletableFuture()
                .get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        System.out.printf("started after %d ms%n", millisSince(began));
        run(List.of(spawn(system, 0)), 1);
        System.out.printf("first event confirmed after %d ms%n", millisSince(began));
        List<ActorRef<Go>> actors = Stream.iterate(1, id -> id + 1)
                .limit(ACTORS)
                .map(id -> spawn(system, id))
                .toList();
        run(actors, WARM_UP);
        long measured = System.nanoTime();
        run(actors, EVENTS);
        double seconds = (System.nanoTime() - measured) / 1e9;
        System.out.printf(
                "%d actors, %d events each, fsync on (%s): %.0f events/s%n",
                ACTORS, EVENTS, Files.getFileStore(folder).type(), ACTORS * EVENTS / seconds);
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    private static void run(List<ActorRef<Go>> actors, int events) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(actors.size());
        actors.forEach(actor -> actor.tell(new Go(events, done)));
        if (!done.await(DEADLINE_SECONDS, TimeUnit.SECONDS))
            throw new IllegalStateException(done.getCount() + " actors did not finish");
    }

    private static ActorRef<Go> spawn(ActorSystem<Void> system, int id) {
        return system.systemActorOf(
                Behaviors.setup(context -> new Writer(id, context.getSelf())), "writer" + id, Props.empty());
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) Files.delete(file);
    }

    private static final class Writer extends EventSourcedBehavior<Go, Added, Integer> {
        private final ActorRef<Go> self;

        Writer(int id, ActorRef<Go> self) {
            super(PersistenceId.ofUniqueId("writer" + id));
            this.self = self;
        }

        @Override
        public Integer emptyState() {
            return 0;
        }

        @Override
        public CommandHandler<Go, Added, Integer> commandHandler() {
            return newCommandHandlerBuilder()
                    .forAnyState()
                    .onCommand(Go.class, (state, go) -> Effect()
                            .persist(new Added("w", state + 1L))
                            .thenRun(now -> again(go)))
                    .build();
        }

        private void again(Go go) {
            if (go.events() == 1) go.done().countDown();
            else self.tell(new Go(go.events() - 1, go.done()));
        }

        @Override
        public EventHandler<Integer, Added> eventHandler() {
            return newEventHandlerBuilder().forAnyState().onAnyEvent((state, event) -> state + 1);
        }
    }
}
