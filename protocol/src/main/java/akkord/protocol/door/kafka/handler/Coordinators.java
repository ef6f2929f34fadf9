package akkord.protocol.door.kafka.handler;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.RefusedException;
import akkord.protocol.group.GroupCommand;
import akkord.protocol.group.GroupName;
import akkord.protocol.group.GroupReply.Located;
import akkord.protocol.metadata.NodeImage;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** What the request kinds of groups have in common: names of groups, errors, and where a coordinator is. */
final class Coordinators {

    private final KafkaDoorContext context;

    Coordinators(KafkaDoorContext context) {
        this.context = context;
    }

    /** The node on which the group's coordinator runs; fails where none says so. */
    CompletionStage<NodeImage> find(String group) {
        return context.groups().<Located>ask(group, GroupCommand.Locate::new).thenApply(located -> {
            NodeImage node = context.metadata().image().nodes().get(located.node());
            if (node == null)
                throw new RefusedException(
                        ErrorCode.COORDINATOR_NOT_AVAILABLE, "node " + located.node() + " is not known yet");
            return node;
        });
    }

    /** Whether there can be a group of that name at all, or one that has members. */
    static boolean isName(@Nullable String group, boolean withMembers) {
        return group != null && GroupName.isPossible(group) && !(withMembers && group.isEmpty());
    }

    static short code(@Nullable Refusal why) {
        return why == null ? Errors.NONE.code() : why.code().number();
    }

    /** Why a coordinator has not answered: clients look for it anew. */
    static short code(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof RefusedException refused
                ? refused.refusal().code().number()
                : Errors.UNKNOWN_SERVER_ERROR.code();
    }
}
