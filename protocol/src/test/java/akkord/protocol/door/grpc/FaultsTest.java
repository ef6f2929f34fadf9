package akkord.protocol.door.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.grpc.v1.DescribeClusterRequest;
import akkord.protocol.grpc.v1.DescribeClusterResponse;
import akkord.protocol.grpc.v1.DescribeTopicRequest;
import akkord.protocol.grpc.v1.DescribeTopicResponse;
import akkord.protocol.grpc.v1.ListTopicsRequest;
import akkord.protocol.grpc.v1.ListTopicsResponse;
import akkord.protocol.grpc.v1.ProduceRequest;
import akkord.protocol.grpc.v1.ProduceResponse;
import com.google.protobuf.Message;
import io.grpc.Status;
import io.grpc.Status.Code;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A fault of the node, as none foresaw, in the middle of a call. */
class FaultsTest extends DoorCalls {

    private static final String SENTENCE = "the node failed to handle this; its log says why";

    @BeforeEach
    void breakTheNode() {
        produce(one("whole", "x"));
        door.node.breakWith = new IllegalStateException("a secret of the node");
    }

    @AfterEach
    void mendTheNode() {
        door.node.breakWith = null;
    }

    @Test
    void anUnforeseenFaultIsInternalAndOneShortSentence() throws Exception {
        assertInternal(refusedProduce(one("whole", "x")));
        assertInternal(refusedFetch(from("whole", 0, earliest())));
        assertInternal(fetchStream(from("whole", 0, earliest())).end());
        assertInternal(refused(
                "Topics/List", ListTopicsRequest.getDefaultInstance(), ListTopicsResponse.getDefaultInstance()));
        assertInternal(refused(
                "Topics/Describe",
                DescribeTopicRequest.newBuilder().setName("whole").build(),
                DescribeTopicResponse.getDefaultInstance()));
        assertInternal(refused(
                "Cluster/Describe",
                DescribeClusterRequest.getDefaultInstance(),
                DescribeClusterResponse.getDefaultInstance()));
    }

    @Test
    void onlyACallThatThereIsNotIsUnimplemented() {
        door.node.breakWith = new UnsupportedOperationException("a secret of the node");
        assertInternal(refusedFetch(from("whole", 0, earliest())));
        assertRefused(
                refused("Fetch/Guess", ListTopicsRequest.getDefaultInstance(), ListTopicsResponse.getDefaultInstance()),
                Code.UNIMPLEMENTED,
                "there is no such call");
    }

    @Test
    void aProduceStreamGoesOnAfterAnUnforeseenFault() throws Exception {
        var stream = door.stream(
                "akkord.v1.Producer/ProduceStream",
                ProduceRequest.getDefaultInstance(),
                ProduceResponse.getDefaultInstance());
        var failure = stream.send(one("whole", "y")).next().getError();
        assertThat(failure.getCode()).isEqualTo(Code.INTERNAL.value());
        assertThat(failure.getMessage()).isEqualTo(SENTENCE);
        door.node.breakWith = null;
        assertThat(stream.send(one("whole", "z")).next().hasError()).isFalse();
        stream.cancel();
    }

    private static <Q extends Message, R extends Message> Status refused(String call, Q request, R answer) {
        return door.refusal("akkord.v1." + call, request, answer);
    }

    private static void assertInternal(Status status) {
        assertThat(status.getCode()).as("%s", status).isEqualTo(Code.INTERNAL);
        assertThat(status.getDescription()).isEqualTo(SENTENCE);
    }
}
