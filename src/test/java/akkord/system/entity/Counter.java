package akkord.system.entity;

import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akkord.protocol.controller.ControllerMessage;

/** Adds up what it is told, each addition once: a repeat carries the same number. */
final class Counter extends EventSourcedBehavior<Counter.Add, Integer, Integer> {

    static final EntityTypeKey<Add> TYPE = EntityTypeKey.create(Add.class, "counter");

    private static final int EVENTS_PER_SNAPSHOT = 20;

    /** @param expected the sum before; a repeat, whose sum is one more already, adds nothing */
    record Add(int expected, ActorRef<Sum> replyTo) implements ControllerMessage {}

    /** @param node address of the one that the counter lives on */
    record Sum(int value, String node) implements ControllerMessage {}

    private final String node;

    Counter(String id, String node) {
        super(PersistenceId.of(TYPE.name(), id));
        this.node = node;
    }

    @Override
    public Integer emptyState() {
        return 0;
    }

    @Override
    public CommandHandler<Add, Integer, Integer> commandHandler() {
        return (sum, add) -> add.expected() == sum
                ? Effect().persist(1).thenRun(after -> add.replyTo().tell(new Sum(after, node)))
                : Effect().none().thenRun(same -> add.replyTo().tell(new Sum(sum, node)));
    }

    @Override
    public EventHandler<Integer, Integer> eventHandler() {
        return Integer::sum;
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(EVENTS_PER_SNAPSHOT, 1).withDeleteEventsOnSnapshot();
    }
}
