package akkord.protocol.door.kafka.handler;

import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import akkord.protocol.group.GroupListing;
import java.util.List;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.ListGroupsResponseData.ListedGroup;

/** Lists the groups of the whole cluster, on any node; clients that ask every node see each group once. */
final class ListGroupsHandler implements RequestHandler<ListGroupsRequestData> {

    private final KafkaDoorContext context;

    ListGroupsHandler(KafkaDoorContext context) {
        this.context = context;
    }

    @Override
    public void handle(Call call, ListGroupsRequestData request) {
        context.groups().list().whenComplete((groups, failure) -> {
            ListGroupsResponseData response = new ListGroupsResponseData();
            if (failure != null) response.setErrorCode(Coordinators.code(failure));
            else
                groups.stream()
                        .filter(group ->
                                isWanted(request.statesFilter(), group.phase().text()))
                        .filter(group ->
                                isWanted(request.typesFilter(), group.type().text()))
                        .forEach(group -> response.groups().add(listed(group)));
            call.answer(response);
        });
    }

    private static boolean isWanted(List<String> filter, String value) {
        return filter.isEmpty() || filter.stream().anyMatch(value::equalsIgnoreCase);
    }

    private static ListedGroup listed(GroupListing group) {
        return new ListedGroup()
                .setGroupId(group.group())
                .setProtocolType(group.protocolType())
                .setGroupState(group.phase().text())
                .setGroupType(group.type().text());
    }
}
