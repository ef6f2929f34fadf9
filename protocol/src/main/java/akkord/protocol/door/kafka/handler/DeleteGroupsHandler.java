package akkord.protocol.door.kafka.handler;

import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import akkord.protocol.share.ShareOffsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResult;
import org.apache.kafka.common.protocol.Errors;

/** Deletes groups of any type that have no members, with their offsets and where they stand. */
final class DeleteGroupsHandler implements RequestHandler<DeleteGroupsRequestData> {

    private final ShareOffsets shares;

    DeleteGroupsHandler(ShareOffsets shares) {
        this.shares = shares;
    }

    @Override
    public void handle(Call call, DeleteGroupsRequestData request) {
        List<CompletableFuture<DeletableGroupResult>> deleted = new ArrayList<>();
        for (String group : new LinkedHashSet<>(request.groupsNames()))
            deleted.add(delete(group).toCompletableFuture());
        CompletableFuture.allOf(deleted.toArray(CompletableFuture[]::new)).thenAccept(all -> {
            DeleteGroupsResponseData response = new DeleteGroupsResponseData();
            deleted.forEach(each -> response.results().add(each.join()));
            call.answer(response);
        });
    }

    /** Never fails. */
    private CompletionStage<DeletableGroupResult> delete(String group) {
        DeletableGroupResult result = new DeletableGroupResult().setGroupId(group);
        if (!Coordinators.isName(group, false))
            return CompletableFuture.completedFuture(result.setErrorCode(Errors.INVALID_GROUP_ID.code()));
        return shares.delete(group)
                .handle((answer, failure) -> result.setErrorCode(
                        failure == null ? Coordinators.code(answer.why()) : Coordinators.code(failure)));
    }
}
