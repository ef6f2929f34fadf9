package akkord.protocol.door.kafka.replica;

import akka.actor.typed.ActorRef;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.partition.FetchPosition;
import akkord.protocol.partition.PartitionCommand;

/** One follower, as far as fetching for it is concerned. Event loop only. */
final class FollowedPartition {

    /** What is to be done for it. */
    enum Stage {
        /** The next fetch names it. */
        TO_ASK,
        /** Its leader knows the position, and says something when it has something. */
        ASKED,
        /** It was given records, or sent to begin anew, and has not said where to go on. */
        GIVEN,
        /** Its leader refused; it may be asked again after a pause. */
        PAUSED
    }

    /** How the wire names it. */
    record Key(TopicId topic, int partition) {}

    private final TopicPartition partition;
    private final Key key;
    private final ActorRef<PartitionCommand> replica;
    private FetchPosition position;
    private Stage stage = Stage.TO_ASK;
    private long askedIn;
    private int failures;
    private long notBeforeNanos;

    FollowedPartition(
            TopicPartition partition, TopicId topic, FetchPosition position, ActorRef<PartitionCommand> replica) {
        this.partition = partition;
        this.key = new Key(topic, partition.partition());
        this.position = position;
        this.replica = replica;
    }

    TopicPartition partition() {
        return partition;
    }

    Key key() {
        return key;
    }

    ActorRef<PartitionCommand> replica() {
        return replica;
    }

    FetchPosition position() {
        return position;
    }

    Stage stage() {
        return stage;
    }

    /** The request of that number has told the leader where the follower is; answers to earlier ones are outdated. */
    void askedIn(long request) {
        stage = Stage.ASKED;
        askedIn = request;
    }

    long askedIn() {
        return askedIn;
    }

    void become(Stage next) {
        stage = next;
    }

    /** Goes on from there, of the same leader and epoch or of others. */
    void moveTo(FetchPosition next) {
        boolean sameEpoch = next.leader() == position.leader() && next.leaderEpoch() == position.leaderEpoch();
        if (!sameEpoch || next.fetchOffset() != position.fetchOffset()) failures = 0;
        position = next;
    }

    /** How many times in a row it was refused, this one included. */
    int failed() {
        return ++failures;
    }

    void pauseFor(long nanos) {
        notBeforeNanos = System.nanoTime() + nanos;
    }

    long notBeforeNanos() {
        return notBeforeNanos;
    }

    void succeeded() {
        failures = 0;
    }
}
