package akkord.sharding.node;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akkord.persistence.journal.JournalSettings;
import akkord.persistence.journal.ReplicatedJournal;
import akkord.protocol.door.kafka.handler.JournalQuorum;
import akkord.sharding.membership.JournalVoters;
import akkord.sharding.node.NodeStop.Step;
import akkord.sharding.node.StartPlan.JournalStart;
import akkord.sharding.settings.NodeSettings;
import com.typesafe.config.Config;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The replicated journal of this node, where the node is to vote in it. */
final class JournalPlane {

    private JournalPlane() {}

    /** Who leads the journal. @param term grows with every leader */
    record JournalLeader(boolean here, long term) {}

    /**
     * Completes when the journal serves; at once when this node has none: because it does not vote, or because
     * the operator has configured another journal. In the latter case whoever may lead does.
     *
     * @param leadership told when this node begins or ceases to lead the journal
     */
    static CompletionStage<?> start(
            ActorSystem<?> system,
            NodeSettings settings,
            Config effective,
            @Nullable JournalStart start,
            Consumer<JournalLeader> leadership) {
        if (start == null) {
            if (settings.controllerRole() && settings.join().isEmpty()) leadership.accept(new JournalLeader(true, 1));
            return CompletableFuture.completedFuture(Done.getInstance());
        }
        JournalSettings journal = JournalSettings.of(
                start.folder(), settings.nodeId(), start.voters(), new JournalPeers(system), effective);
        ReplicatedJournal here = ReplicatedJournal.get(system);
        NodeStop.at(system, Step.STOP_JOURNAL, "journal", () -> CompletableFuture.runAsync(here::stop));
        here.onLeadership(leads -> leadership.accept(new JournalLeader(leads, here.term())));
        return ReplicatedJournal.start(system, journal);
    }

    /** As the Kafka door tells it. */
    static JournalQuorum quorum(ActorSystem<?> system) {
        ReplicatedJournal here = ReplicatedJournal.get(system);
        return new JournalQuorum(here.term(), here.voters(), here.logEnds(), here.committedBelow());
    }

    static JournalVoters.Votes votes(ActorSystem<?> system) {
        return new Votes(ReplicatedJournal.get(system));
    }

    private record Votes(ReplicatedJournal journal) implements JournalVoters.Votes {

        @Override
        public boolean leads() {
            return journal.isLeader();
        }

        @Override
        public Set<Integer> voters() {
            return journal.voters();
        }

        @Override
        public CompletionStage<Void> add(int nodeId) {
            return journal.addVoter(nodeId);
        }

        @Override
        public CompletionStage<Void> remove(int nodeId) {
            return journal.removeVoter(nodeId);
        }
    }
}
