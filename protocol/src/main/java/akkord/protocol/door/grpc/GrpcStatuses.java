package akkord.protocol.door.grpc;

import akka.grpc.GrpcServiceException;
import akka.grpc.Trailers;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.RefusedException;
import akkord.protocol.grpc.v1.Failure;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How refusals and faults look to a gRPC client: a status that fits and a sentence, never a stack. */
final class GrpcStatuses {

    private static final Logger LOG = LoggerFactory.getLogger(GrpcStatuses.class);

    private GrpcStatuses() {}

    static Status.Code code(ErrorCode code) {
        return switch (code) {
            case UNKNOWN_TOPIC_OR_PARTITION, UNKNOWN_TOPIC_ID, BROKER_ID_NOT_REGISTERED, GROUP_ID_NOT_FOUND ->
                Status.Code.NOT_FOUND;
            case TOPIC_ALREADY_EXISTS, DUPLICATE_BROKER_REGISTRATION -> Status.Code.ALREADY_EXISTS;
            case OFFSET_OUT_OF_RANGE -> Status.Code.OUT_OF_RANGE;
            case MESSAGE_TOO_LARGE, RECORD_LIST_TOO_LARGE, GROUP_MAX_SIZE_REACHED, SHARE_SESSION_LIMIT_REACHED ->
                Status.Code.RESOURCE_EXHAUSTED;
            case CORRUPT_MESSAGE -> Status.Code.DATA_LOSS;
            case REQUEST_TIMED_OUT -> Status.Code.DEADLINE_EXCEEDED;
            case INVALID_TOPIC_EXCEPTION,
                    INVALID_REQUIRED_ACKS,
                    INVALID_TIMESTAMP,
                    INVALID_PARTITIONS,
                    INVALID_REPLICATION_FACTOR,
                    INVALID_REPLICA_ASSIGNMENT,
                    INVALID_CONFIG,
                    INVALID_REQUEST,
                    INVALID_RECORD,
                    INVALID_GROUP_ID,
                    INVALID_SESSION_TIMEOUT,
                    OFFSET_METADATA_TOO_LARGE,
                    UNSUPPORTED_ASSIGNOR,
                    INVALID_REGULAR_EXPRESSION,
                    UNSUPPORTED_COMPRESSION_TYPE,
                    UNSUPPORTED_FOR_MESSAGE_FORMAT -> Status.Code.INVALID_ARGUMENT;
            case POLICY_VIOLATION,
                    ILLEGAL_GENERATION,
                    INCONSISTENT_GROUP_PROTOCOL,
                    UNKNOWN_MEMBER_ID,
                    NON_EMPTY_GROUP,
                    MEMBER_ID_REQUIRED,
                    FENCED_INSTANCE_ID,
                    FENCED_MEMBER_EPOCH,
                    STALE_MEMBER_EPOCH,
                    INVALID_RECORD_STATE,
                    SHARE_SESSION_NOT_FOUND,
                    INVALID_SHARE_SESSION_EPOCH,
                    FENCED_STATE_EPOCH,
                    UNRELEASED_INSTANCE_ID,
                    UNSUPPORTED_VERSION,
                    GROUP_SUBSCRIBED_TO_TOPIC,
                    TOPIC_DELETION_DISABLED,
                    OUT_OF_ORDER_SEQUENCE_NUMBER,
                    DUPLICATE_SEQUENCE_NUMBER,
                    INVALID_PRODUCER_EPOCH,
                    UNKNOWN_PRODUCER_ID,
                    INCONSISTENT_TOPIC_ID,
                    INCONSISTENT_CLUSTER_ID,
                    ELECTION_NOT_NEEDED,
                    NO_REASSIGNMENT_IN_PROGRESS,
                    INVALID_UPDATE_VERSION,
                    INELIGIBLE_REPLICA -> Status.Code.FAILED_PRECONDITION;
            case LEADER_NOT_AVAILABLE,
                    COORDINATOR_NOT_AVAILABLE,
                    NOT_COORDINATOR,
                    REBALANCE_IN_PROGRESS,
                    NOT_LEADER_OR_FOLLOWER,
                    NOT_ENOUGH_REPLICAS,
                    NOT_ENOUGH_REPLICAS_AFTER_APPEND,
                    NOT_CONTROLLER,
                    KAFKA_STORAGE_ERROR,
                    FENCED_LEADER_EPOCH,
                    UNKNOWN_LEADER_EPOCH,
                    OFFSET_NOT_AVAILABLE,
                    PREFERRED_LEADER_NOT_AVAILABLE,
                    ELIGIBLE_LEADERS_NOT_AVAILABLE,
                    UNSTABLE_OFFSET_COMMIT -> Status.Code.UNAVAILABLE;
            case UNKNOWN_SERVER_ERROR -> Status.Code.INTERNAL;
        };
    }

    /** For the part of an answer that was refused while the rest was not. */
    static Failure failure(Refusal refusal) {
        return Failure.newBuilder()
                .setCode(code(refusal.code()).value())
                .setReason(refusal.code().name())
                .setMessage(refusal.message())
                .build();
    }

    /** What a call that failed has to say; a fault of ours becomes a log line and a short sentence. */
    static Refusal refusal(Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof RefusedException refused) return refused.refusal();
        if (cause instanceof TimeoutException)
            return new Refusal(
                    ErrorCode.REQUEST_TIMED_OUT, "the cluster did not answer in time; the change may have been made");
        LOG.error("a call failed", cause);
        return new Refusal(ErrorCode.UNKNOWN_SERVER_ERROR, "the node failed to handle this; its log says why");
    }

    /** How a whole call ends that failed. */
    static Trailers trailers(Throwable failure) {
        return new Trailers(status(cause(failure)));
    }

    static Status status(Throwable cause) {
        if (cause instanceof GrpcServiceException known) return known.status();
        if (cause instanceof StatusRuntimeException known) return known.getStatus();
        if (cause instanceof StatusException known) return known.getStatus();
        if (cause instanceof InvalidProtocolBufferException)
            return Status.INVALID_ARGUMENT.withDescription("the message is not what the .proto files say");
        if (cause instanceof UnsupportedOperationException && isUnknownCall(cause))
            return Status.UNIMPLEMENTED.withDescription("there is no such call");
        Refusal refusal = refusal(cause);
        return code(refusal.code()).toStatus().withDescription(refusal.message());
    }

    /** What Akka gRPC throws has these words; the same exception from anywhere else is a fault of ours. */
    private static boolean isUnknownCall(Throwable cause) {
        return String.valueOf(cause.getMessage()).startsWith("Not implemented: ");
    }

    static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) cause = cause.getCause();
        return cause;
    }
}
