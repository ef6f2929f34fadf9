package akkord.protocol.door.kafka.handler;

import akkord.protocol.controller.ControllerCommand.ConfigOp;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.RefusedException;
import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.AlterConfigsResponseData;
import org.apache.kafka.common.message.AlterConfigsResponseData.AlterConfigsResourceResponse;

/** Replaces all settings of topics and nodes; the older, coarser way. */
final class AlterConfigsHandler implements RequestHandler<AlterConfigsRequestData> {

    private final KafkaDoorContext context;

    AlterConfigsHandler(KafkaDoorContext context) {
        this.context = context;
    }

    @Override
    public void handle(Call call, AlterConfigsRequestData request) {
        ConfigChanges changes = new ConfigChanges(context);
        for (AlterConfigsResource resource : request.resources())
            changes.add(resource.resourceType(), resource.resourceName(), true, () -> ops(resource));
        changes.apply(request.validateOnly()).whenComplete((outcomes, fault) -> {
            if (fault == null) call.answer(answer(request, outcomes));
            else call.fail(Failures.exception(fault));
        });
    }

    private static List<ConfigOp> ops(AlterConfigsResource resource) {
        List<ConfigOp> ops = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (AlterableConfig config : resource.configs()) {
            if (!names.add(config.name()))
                throw new RefusedException(
                        ErrorCode.INVALID_REQUEST, config.name() + " is named more than once for one resource");
            if (config.value() == null)
                throw new RefusedException(ErrorCode.INVALID_REQUEST, config.name() + " has no value");
            ops.add(new ConfigOp(config.name(), ConfigOp.Kind.SET, config.value()));
        }
        return ops;
    }

    private static AlterConfigsResponseData answer(AlterConfigsRequestData request, List<Refusal> outcomes) {
        AlterConfigsResponseData response = new AlterConfigsResponseData();
        int at = 0;
        for (AlterConfigsResource resource : request.resources()) {
            AlterConfigsResourceResponse slot = new AlterConfigsResourceResponse()
                    .setResourceType(resource.resourceType())
                    .setResourceName(resource.resourceName())
                    .setErrorMessage(null);
            Refusal why = outcomes.get(at++);
            if (why != null) slot.setErrorCode(why.code().number()).setErrorMessage(why.message());
            response.responses().add(slot);
        }
        return response;
    }
}
