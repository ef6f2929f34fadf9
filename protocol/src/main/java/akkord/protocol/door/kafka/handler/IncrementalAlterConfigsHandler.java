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
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData.AlterConfigsResourceResponse;

/** Changes single settings of topics, groups and nodes. */
final class IncrementalAlterConfigsHandler implements RequestHandler<IncrementalAlterConfigsRequestData> {

    private final KafkaDoorContext context;

    IncrementalAlterConfigsHandler(KafkaDoorContext context) {
        this.context = context;
    }

    @Override
    public void handle(Call call, IncrementalAlterConfigsRequestData request) {
        ConfigChanges changes = new ConfigChanges(context);
        for (AlterConfigsResource resource : request.resources())
            changes.add(resource.resourceType(), resource.resourceName(), false, () -> ops(resource));
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
            ConfigOp.Kind kind = kind(config.configOperation());
            if (config.value() == null && kind != ConfigOp.Kind.DELETE)
                throw new RefusedException(ErrorCode.INVALID_REQUEST, config.name() + " has no value");
            ops.add(new ConfigOp(config.name(), kind, config.value()));
        }
        return ops;
    }

    private static ConfigOp.Kind kind(byte number) {
        return switch (number) {
            case 0 -> ConfigOp.Kind.SET;
            case 1 -> ConfigOp.Kind.DELETE;
            case 2 -> ConfigOp.Kind.APPEND;
            case 3 -> ConfigOp.Kind.SUBTRACT;
            default ->
                throw new RefusedException(
                        ErrorCode.INVALID_REQUEST,
                        "operation " + number + " is unknown; 0 sets, 1 deletes, 2 appends, 3 subtracts");
        };
    }

    private static IncrementalAlterConfigsResponseData answer(
            IncrementalAlterConfigsRequestData request, List<Refusal> outcomes) {
        IncrementalAlterConfigsResponseData response = new IncrementalAlterConfigsResponseData();
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
