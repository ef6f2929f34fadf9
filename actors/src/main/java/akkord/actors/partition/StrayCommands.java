package akkord.actors.partition;

import akka.actor.DeadLetter;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.eventstream.EventStream;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.partition.PartitionCommand.Append;
import akkord.protocol.partition.PartitionCommand.AwaitLogEnd;
import akkord.protocol.partition.PartitionCommand.AwaitRecords;
import akkord.protocol.partition.PartitionCommand.Close;
import akkord.protocol.partition.PartitionCommand.Closed;
import akkord.protocol.partition.PartitionCommand.DeleteRecords;
import akkord.protocol.partition.PartitionCommand.DeleteRecordsResult;
import akkord.protocol.partition.PartitionCommand.DescribeProducers;
import akkord.protocol.partition.PartitionCommand.ProducersResult;
import akkord.protocol.partition.PartitionCommand.ReplicaRecords;
import java.util.List;

/**
 * Answers what a replica's actor can answer no more: commands that were still in its mailbox when it ended, or
 * came later. Costs nothing on the way of those that arrive. When the whole actor system ends, nobody is left to
 * do this: the doors have drained before, and have deadlines.
 */
final class StrayCommands extends AbstractBehavior<DeadLetter> {

    private static final Refusal GONE = new Refusal(
            ErrorCode.NOT_LEADER_OR_FOLLOWER,
            "the partition has ended on this node before it came to this request; refresh the metadata");

    private StrayCommands(ActorContext<DeadLetter> actor) {
        super(actor);
        actor.getSystem().eventStream().tell(new EventStream.Subscribe<>(DeadLetter.class, actor.getSelf()));
    }

    static Behavior<DeadLetter> create() {
        return Behaviors.supervise(Behaviors.setup(StrayCommands::new)).onFailure(SupervisorStrategy.restart());
    }

    @Override
    public Receive<DeadLetter> createReceive() {
        return newReceiveBuilder()
                .onMessage(DeadLetter.class, this::onDeadLetter)
                .build();
    }

    private Behavior<DeadLetter> onDeadLetter(DeadLetter letter) {
        Object command = letter.message();
        if (command instanceof Append append) refuse(new PendingAppend(append));
        else if (command instanceof AwaitRecords await) await.fetch().complete();
        else if (command instanceof AwaitLogEnd await) await.fetch().complete();
        else if (command instanceof ReplicaRecords records)
            records.batches().release().run();
        else if (command instanceof DeleteRecords delete)
            Replica.answer(delete.replyTo(), new DeleteRecordsResult(-1, GONE));
        else if (command instanceof DescribeProducers describe)
            Replica.answer(describe.replyTo(), new ProducersResult(List.of(), GONE));
        // Who wants files deleted must not hear that they are: nobody has.
        else if (command instanceof Close close && !close.deleteFiles()) Replica.answer(close.replyTo(), Closed.CLOSED);
        return this;
    }

    private static void refuse(PendingAppend append) {
        append.refuse(GONE);
        append.release();
    }
}
