package akkord.protocol.door.kafka.handler;

import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import akkord.protocol.metadata.NodeImage;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.apache.kafka.common.protocol.Errors;

/**
 * Says where the coordinator of a group runs, by asking it. Every node passes on what it is asked for a group, so an
 * answer that is out of date costs a hop and nothing else. Of transactional ids there is no coordinator yet.
 */
final class FindCoordinatorHandler implements RequestHandler<FindCoordinatorRequestData> {

    private static final int SEVERAL_FROM = 4;
    private static final byte GROUP = 0;
    private static final byte TRANSACTION = 1;
    private static final byte SHARE = 2;
    private static final int NOWHERE = -1;

    private final Coordinators coordinators;

    FindCoordinatorHandler(Coordinators coordinators) {
        this.coordinators = coordinators;
    }

    @Override
    public void handle(Call call, FindCoordinatorRequestData request) {
        boolean several = call.version() >= SEVERAL_FROM;
        List<CompletableFuture<Coordinator>> found = new ArrayList<>();
        for (String key : several ? new LinkedHashSet<>(request.coordinatorKeys()) : List.of(request.key()))
            found.add(find(key, request.keyType()).toCompletableFuture());
        CompletableFuture.allOf(found.toArray(CompletableFuture[]::new)).thenAccept(all -> {
            FindCoordinatorResponseData response = new FindCoordinatorResponseData();
            if (several) found.forEach(each -> response.coordinators().add(each.join()));
            else single(response, found.get(0).join());
            call.answer(response);
        });
    }

    private static void single(FindCoordinatorResponseData response, Coordinator found) {
        response.setNodeId(found.nodeId())
                .setHost(found.host())
                .setPort(found.port())
                .setErrorCode(found.errorCode())
                .setErrorMessage(found.errorMessage());
    }

    /** Never fails. */
    private CompletionStage<Coordinator> find(String key, byte type) {
        if (type != GROUP && type != TRANSACTION && type != SHARE)
            return refused(
                    key,
                    Errors.INVALID_REQUEST,
                    "coordinators are of groups (0), transactional ids (1) or share groups (2)");
        if (type == TRANSACTION && key.isEmpty())
            return refused(key, Errors.INVALID_REQUEST, "a transactional id is not empty");
        if (type != GROUP)
            return refused(
                    key,
                    Errors.COORDINATOR_NOT_AVAILABLE,
                    type == TRANSACTION
                            ? "this version of Akkord coordinates no transactions yet"
                            : "share groups are coordinated as other groups (0); brokers keep the state of their partitions");
        if (!Coordinators.isName(key, false)) return refused(key, Errors.INVALID_GROUP_ID, "no group has such a name");
        return coordinators
                .find(key)
                .handle((node, failure) -> node == null
                        ? nowhere(
                                key,
                                Errors.COORDINATOR_NOT_AVAILABLE,
                                "the group's coordinator does not answer: " + failure.getMessage())
                        : at(key, node));
    }

    private static CompletionStage<Coordinator> refused(String key, Errors why, String sentence) {
        return CompletableFuture.completedFuture(nowhere(key, why, sentence));
    }

    private static Coordinator at(String key, NodeImage node) {
        return new Coordinator()
                .setKey(key)
                .setNodeId(node.id())
                .setHost(node.host())
                .setPort(node.kafkaPort())
                .setErrorMessage("");
    }

    private static Coordinator nowhere(String key, Errors why, String sentence) {
        return new Coordinator()
                .setKey(key)
                .setNodeId(NOWHERE)
                .setHost("")
                .setPort(NOWHERE)
                .setErrorCode(why.code())
                .setErrorMessage(sentence);
    }
}
