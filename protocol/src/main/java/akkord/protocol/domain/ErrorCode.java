package akkord.protocol.domain;

/**
 * Why something was refused, with the number and name Kafka's protocol gives it. The Kafka door sends the
 * number as it is; the gRPC door maps each to the status that fits.
 */
public enum ErrorCode {
    UNKNOWN_SERVER_ERROR(-1),
    OFFSET_OUT_OF_RANGE(1),
    CORRUPT_MESSAGE(2),
    UNKNOWN_TOPIC_OR_PARTITION(3),
    LEADER_NOT_AVAILABLE(5),
    NOT_LEADER_OR_FOLLOWER(6),
    REQUEST_TIMED_OUT(7),
    MESSAGE_TOO_LARGE(10),
    INVALID_TOPIC_EXCEPTION(17),
    RECORD_LIST_TOO_LARGE(18),
    NOT_ENOUGH_REPLICAS(19),
    NOT_ENOUGH_REPLICAS_AFTER_APPEND(20),
    INVALID_REQUIRED_ACKS(21),
    INVALID_TIMESTAMP(32),
    TOPIC_ALREADY_EXISTS(36),
    INVALID_PARTITIONS(37),
    INVALID_REPLICATION_FACTOR(38),
    INVALID_REPLICA_ASSIGNMENT(39),
    INVALID_CONFIG(40),
    NOT_CONTROLLER(41),
    INVALID_REQUEST(42),
    UNSUPPORTED_FOR_MESSAGE_FORMAT(43),
    POLICY_VIOLATION(44),
    OUT_OF_ORDER_SEQUENCE_NUMBER(45),
    DUPLICATE_SEQUENCE_NUMBER(46),
    INVALID_PRODUCER_EPOCH(47),
    KAFKA_STORAGE_ERROR(56),
    UNKNOWN_PRODUCER_ID(59),
    TOPIC_DELETION_DISABLED(73),
    FENCED_LEADER_EPOCH(74),
    UNKNOWN_LEADER_EPOCH(75),
    UNSUPPORTED_COMPRESSION_TYPE(76),
    OFFSET_NOT_AVAILABLE(78),
    INVALID_RECORD(87),
    UNSTABLE_OFFSET_COMMIT(88),
    UNKNOWN_TOPIC_ID(100),
    INCONSISTENT_TOPIC_ID(103),
    DUPLICATE_BROKER_REGISTRATION(101),
    INCONSISTENT_CLUSTER_ID(104);

    private final short number;

    ErrorCode(int number) {
        this.number = (short) number;
    }

    /** The number on Kafka's wire. */
    public short number() {
        return number;
    }
}
