package akkord.actors.group;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.SnapshotAdapter;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akkord.actors.group.DirectoryEvent.Listed;
import akkord.actors.group.DirectoryEvent.Unlisted;
import akkord.protocol.group.DirectoryCommand;
import akkord.protocol.group.DirectoryCommand.Announce;
import akkord.protocol.group.DirectoryCommand.Announced;
import akkord.protocol.group.DirectoryCommand.Groups;
import akkord.protocol.group.DirectoryCommand.ListGroups;
import akkord.protocol.group.DirectoryCommand.SweepDue;
import akkord.protocol.group.GroupListing;
import akkord.protocol.group.GroupPhase;
import akkord.protocol.group.GroupType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Which groups there are: a share of all, by their names. Names survive; where each group stands is what it said last,
 * and empty until it has said something. Wakes sleeping groups whose offsets come of age.
 */
public final class GroupDirectory extends EventSourcedBehavior<DirectoryCommand, DirectoryEvent, DirectoryState> {

    /** The entity type, and the first part of what the journal calls a directory. */
    public static final String TYPE = "group-directory";

    private final GroupSettings settings;
    private final Consumer<String> sweep;
    private final Map<String, GroupPhase> phases = new HashMap<>();

    private GroupDirectory(String id, GroupSettings settings, Consumer<String> sweep) {
        super(PersistenceId.of(TYPE, id));
        this.settings = settings;
        this.sweep = sweep;
    }

    /** @param sweep asks the group of that name to look after its offsets */
    public static Behavior<DirectoryCommand> create(String id, GroupSettings settings, Consumer<String> sweep) {
        return Behaviors.setup(actor -> new GroupDirectory(id, settings, sweep));
    }

    @Override
    public DirectoryState emptyState() {
        return DirectoryState.empty();
    }

    @Override
    public EventHandler<DirectoryState, DirectoryEvent> eventHandler() {
        return DirectoryState::with;
    }

    /** The state goes on changing while its snapshot is written. */
    @Override
    public SnapshotAdapter<DirectoryState> snapshotAdapter() {
        return new SnapshotAdapter<>() {
            @Override
            public Object toJournal(DirectoryState state) {
                return state.copy();
            }

            @Override
            public DirectoryState fromJournal(Object from) {
                return ((DirectoryState) from).copy();
            }
        };
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(settings.directorySnapshotEvery(), 1)
                .withDeleteEventsOnSnapshot();
    }

    @Override
    public Optional<Integer> stashCapacity() {
        return Optional.of(settings.stashMax());
    }

    @Override
    public CommandHandler<DirectoryCommand, DirectoryEvent, DirectoryState> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(Announce.class, this::onAnnounce)
                .onCommand(ListGroups.class, this::onList)
                .onCommand(SweepDue.class, this::onSweepDue)
                .onCommand(DirectoryCommand.Stop.class, stop -> Effect().stop())
                .build();
    }

    private Effect<DirectoryEvent, DirectoryState> onAnnounce(DirectoryState state, Announce announce) {
        GroupListing listing = announce.listing();
        Announced answer = new Announced(listing);
        if (listing.phase() == GroupPhase.DEAD) {
            phases.remove(listing.group());
            if (state.find(listing.group()) == null) return Effect().reply(announce.replyTo(), answer);
            return Effect().persist(new Unlisted(listing.group())).thenReply(announce.replyTo(), after -> answer);
        }
        phases.put(listing.group(), listing.phase());
        Listed listed = new Listed(listing.group(), listing.protocolType(), announce.sweepAtMillis(), listing.type());
        if (listed.equals(state.find(listing.group()))) return Effect().reply(announce.replyTo(), answer);
        return Effect().persist(listed).thenReply(announce.replyTo(), after -> answer);
    }

    private Effect<DirectoryEvent, DirectoryState> onList(DirectoryState state, ListGroups list) {
        List<GroupListing> groups = state.all().stream()
                .map(listed -> new GroupListing(
                        listed.group(),
                        listed.protocolType(),
                        phases.getOrDefault(listed.group(), GroupPhase.EMPTY),
                        Objects.requireNonNullElse(listed.type(), GroupType.CLASSIC)))
                .toList();
        return Effect().reply(list.replyTo(), new Groups(groups));
    }

    /** What is swept says anew when it is next due. */
    private Effect<DirectoryEvent, DirectoryState> onSweepDue(DirectoryState state, SweepDue due) {
        state.all().stream()
                .filter(listed -> listed.sweepAtMillis() <= due.nowMillis())
                .limit(settings.sweptAtATimeMax())
                .forEach(listed -> sweep.accept(listed.group()));
        return Effect().none();
    }
}
