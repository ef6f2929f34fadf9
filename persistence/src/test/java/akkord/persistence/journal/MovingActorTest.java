package akkord.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akkord.persistence.journal.JournalCluster.Node;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One persistent actor on one node after the other, through the plugins. */
class MovingActorTest {

    @TempDir
    Path folder;

    @Test
    void anActorKeepsItsStateFromNodeToNodeAndThroughTheLossOfTheLeader() throws Exception {
        try (JournalCluster cluster = JournalCluster.ofThree(folder, "")) {
            for (int id = 1; id <= 3; id++)
                assertThat(addTenOn(cluster.node(id))).isEqualTo(10 * id);
            cluster.kill(cluster.leader().id());
            assertThat(addTenOn(cluster.follower())).isEqualTo(40);
        }
    }

    private static int addTenOn(Node node) {
        TestProbe<Object> probe = node.kit().createTestProbe();
        ActorRef<Object> adder = node.kit().spawn(new Adder(probe.ref()));
        for (int i = 0; i < 10; i++) adder.tell("add");
        adder.tell(new Ask());
        Integer sum = probe.expectMessageClass(Integer.class, JournalCluster.DEADLINE);
        node.kit().stop(adder, JournalCluster.DEADLINE);
        return sum;
    }

    private record Ask() {}

    private static final class Adder extends EventSourcedBehavior<Object, String, Integer> {
        private final ActorRef<Object> sums;

        Adder(ActorRef<Object> sums) {
            super(PersistenceId.ofUniqueId("adder"));
            this.sums = sums;
        }

        @Override
        public Integer emptyState() {
            return 0;
        }

        @Override
        public CommandHandler<Object, String, Integer> commandHandler() {
            return newCommandHandlerBuilder()
                    .forAnyState()
                    .onCommand(String.class, (state, command) -> Effect().persist(command))
                    .onCommand(Ask.class, (state, ask) -> Effect().none().thenRun(sums::tell))
                    .build();
        }

        @Override
        public EventHandler<Integer, String> eventHandler() {
            return newEventHandlerBuilder().forAnyState().onAnyEvent((state, event) -> state + 1);
        }

        @Override
        public RetentionCriteria retentionCriteria() {
            return RetentionCriteria.snapshotEvery(7, 1).withDeleteEventsOnSnapshot();
        }
    }
}
