package akkord.persistence.journal;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A program that is killed: persistent actors that write without end, and say on standard output what was
 * confirmed, a line an event. Arguments: the journal's folder, the number of actors.
 */
final class CrashingWriter extends EventSourcedBehavior<String, Added, Long> {

    private static final int DEADLINE_SECONDS = 60;

    private final String id;
    private final ActorRef<String> self;

    private CrashingWriter(String id, ActorRef<String> self) {
        super(PersistenceId.ofUniqueId(id));
        this.id = id;
        this.self = self;
    }

    public static void main(String[] args) throws Exception {
        Config config = ConfigFactory.parseString(TestJournals.PLUGINS + TestJournals.SMALL_FILES)
                .withFallback(ConfigFactory.load());
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "crashing", config);
        ReplicatedJournal.start(system, JournalSettings.of(Path.of(args[0]), 1, Set.of(1), config))
                .toCompletableFuture()
                .get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            String id = "crash" + i;
            system.systemActorOf(
                            Behaviors.<String>setup(context -> new CrashingWriter(id, context.getSelf())),
                            id,
                            Props.empty())
                    .tell("next");
        }
    }

    @Override
    public Long emptyState() {
        return 0L;
    }

    @Override
    public CommandHandler<String, Added, Long> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(
                        String.class,
                        (nr, next) -> Effect().persist(new Added(id, nr + 1)).thenRun(this::confirmed))
                .build();
    }

    private void confirmed(long nr) {
        System.out.println("confirmed " + id + " " + nr + " .");
        self.tell("next");
    }

    @Override
    public EventHandler<Long, Added> eventHandler() {
        return newEventHandlerBuilder().forAnyState().onAnyEvent((nr, event) -> event.nr());
    }
}
