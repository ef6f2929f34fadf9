package akkord.protocol.door.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.grpc.v1.DeleteTopicRequest;
import akkord.protocol.grpc.v1.DeleteTopicResponse;
import io.grpc.Status.Code;
import org.junit.jupiter.api.Test;

/** The replicas of a deleted topic are still there for a while, here until a topic of the same name is made. */
class DeletedTopicTest extends DoorCalls {

    @Test
    void aDeletedTopicIsNotReadThoughItsReplicaIsStillThere() {
        produce(one("gone", "x"));
        delete("gone");
        assertThat(door.node.partition("gone", 0).view().highWatermark()).isEqualTo(1);
        assertRefused(refusedFetch(from("gone", 0, earliest())), Code.NOT_FOUND, "there is no topic \"gone\"");
    }

    @Test
    void aReplicaOfAnotherTopicOfTheSameNameIsNotRead() {
        produce(one("replaced", "x"));
        door.node.replaceTopic("replaced");
        assertRefused(refusedFetch(from("replaced", 0, earliest())), Code.UNAVAILABLE, "being opened");
    }

    @Test
    void aStreamEndsWhenItsTopicIsDeleted() throws Exception {
        produce(one("ended", "x"));
        MemoryPartition replica = door.node.partition("ended", 0);
        var stream = fetchStream(from("ended", 0, latest()));
        await(() -> replica.waiters.get() == 1);
        delete("ended");
        replica.wakeAll();
        assertRefused(stream.end(), Code.NOT_FOUND, "there is no topic \"ended\"");
    }

    @Test
    void aStreamDoesNotGoOnInATopicMadeAnewUnderTheSameName() throws Exception {
        produce(one("anew", "old"));
        MemoryPartition old = door.node.partition("anew", 0);
        var stream = fetchStream(from("anew", 0, latest()));
        await(() -> old.waiters.get() == 1);
        delete("anew");
        // Its offset is one that the new topic also has.
        for (int i = 0; i < 3; i++) produce(one("anew", "new" + i));
        assertThat(door.node.partition("anew", 0)).isNotSameAs(old);
        old.wakeAll();
        assertRefused(stream.end(), Code.NOT_FOUND, "made anew");
    }

    private static void delete(String topic) {
        door.call(
                "akkord.v1.Topics/Delete",
                DeleteTopicRequest.newBuilder().setName(topic).build(),
                DeleteTopicResponse.getDefaultInstance());
    }
}
