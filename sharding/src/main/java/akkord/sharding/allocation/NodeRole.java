package akkord.sharding.allocation;

import akka.cluster.Member;
import java.util.OptionalInt;

/** A cluster member tells its node number by a role, {@code node-<id>}; addresses may change, this does not. */
public final class NodeRole {

    private static final String PREFIX = "node-";

    private NodeRole() {}

    public static String of(int nodeId) {
        return PREFIX + nodeId;
    }

    /** Empty for a member that is no Akkord node. */
    public static OptionalInt nodeId(Member member) {
        for (String role : member.getRoles())
            if (role.matches(PREFIX + "\\d{1,9}"))
                return OptionalInt.of(Integer.parseInt(role.substring(PREFIX.length())));
        return OptionalInt.empty();
    }
}
