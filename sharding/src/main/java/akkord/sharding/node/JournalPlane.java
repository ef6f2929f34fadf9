package akkord.sharding.node;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akkord.persistence.journal.JournalSettings;
import akkord.persistence.journal.ReplicatedJournal;
import akkord.sharding.node.NodeStop.Step;
import akkord.sharding.settings.NodeSettings;
import com.typesafe.config.Config;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The replicated journal of this node, where the node is to vote in it. */
final class JournalPlane {

    /** Under the data folder. */
    private static final String FOLDER = "journal";

    private static final String PLUGIN = "akkord.journal";

    private JournalPlane() {}

    /**
     * Refuses a folder that has been in a cluster but has lost its journal: a new journal would be a new cluster,
     * which knows nothing of the records here.
     */
    static void check(NodeSettings settings, Config effective, @Nullable String clusterId) {
        Path folder = settings.dataFolder().resolve(FOLDER);
        boolean ours = settings.join().isEmpty()
                && settings.controllerRole()
                && effective.getString("akka.persistence.journal.plugin").equals(PLUGIN);
        if (ours && clusterId != null && !Files.exists(folder))
            throw new StartFailedException(
                    "the data folder " + settings.dataFolder() + " belongs to cluster " + clusterId
                            + ", but its folder 'journal', where that cluster's topics are kept, is missing: bring it"
                            + " back, or start with an empty data folder");
    }

    /**
     * Completes when the journal serves; at once when this node has none: because it joins a cluster that has
     * one already, or because the operator has configured another journal. In the latter case whoever is alone
     * leads.
     *
     * @param leadership told when this node begins or ceases to lead the journal
     */
    static CompletionStage<?> start(
            ActorSystem<?> system, NodeSettings settings, Config effective, Consumer<Boolean> leadership) {
        if (!settings.join().isEmpty() || !settings.controllerRole())
            return CompletableFuture.completedFuture(Done.getInstance());
        if (!effective.getString("akka.persistence.journal.plugin").equals(PLUGIN)) {
            leadership.accept(true);
            return CompletableFuture.completedFuture(Done.getInstance());
        }
        JournalSettings journal = JournalSettings.of(
                settings.dataFolder().resolve(FOLDER), settings.nodeId(), Set.of(settings.nodeId()), effective);
        NodeStop.at(
                system,
                Step.STOP_JOURNAL,
                "journal",
                () -> CompletableFuture.runAsync(
                        () -> ReplicatedJournal.get(system).stop()));
        ReplicatedJournal.get(system).onLeadership(leadership);
        return ReplicatedJournal.start(system, journal);
    }
}
