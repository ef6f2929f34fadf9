package akkord.protocol.door.kafka.handler;

import java.util.List;
import org.apache.kafka.common.acl.AclOperation;

/** What may be done with a kind of resource, as the bits that descriptions carry. Nothing is forbidden yet. */
enum Operations {
    TOPIC(List.of(
            AclOperation.READ,
            AclOperation.WRITE,
            AclOperation.CREATE,
            AclOperation.DELETE,
            AclOperation.ALTER,
            AclOperation.DESCRIBE,
            AclOperation.DESCRIBE_CONFIGS,
            AclOperation.ALTER_CONFIGS)),
    GROUP(List.of(
            AclOperation.READ,
            AclOperation.DELETE,
            AclOperation.DESCRIBE,
            AclOperation.DESCRIBE_CONFIGS,
            AclOperation.ALTER_CONFIGS)),
    CLUSTER(List.of(
            AclOperation.CREATE,
            AclOperation.ALTER,
            AclOperation.DESCRIBE,
            AclOperation.CLUSTER_ACTION,
            AclOperation.DESCRIBE_CONFIGS,
            AclOperation.ALTER_CONFIGS,
            AclOperation.IDEMPOTENT_WRITE));

    /** In an answer to a client that did not ask. */
    static final int NOT_ASKED = Integer.MIN_VALUE;

    private final int bits;

    Operations(List<AclOperation> operations) {
        this.bits =
                operations.stream().mapToInt(operation -> 1 << operation.code()).sum();
    }

    int bits(boolean asked) {
        return asked ? bits : NOT_ASKED;
    }
}
