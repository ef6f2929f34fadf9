package akkord.protocol.door.kafka.handler;

import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import akkord.protocol.door.kafka.connection.Served;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** Says which request kinds and versions are offered, also to a client of the future. */
final class ApiVersionsHandler implements RequestHandler<ApiVersionsRequestData> {

    private static final short FIRST = 0;
    private static final int SOFTWARE_FROM = 3;
    private static final Pattern SOFTWARE = Pattern.compile("[a-zA-Z0-9](?:[a-zA-Z0-9\\-.]*[a-zA-Z0-9])?");

    private final KafkaDoorContext context;
    private final Supplier<List<Served>> table;

    ApiVersionsHandler(KafkaDoorContext context, Supplier<List<Served>> table) {
        this.context = context;
        this.table = table;
    }

    @Override
    public void handle(Call call, ApiVersionsRequestData request) {
        Served own = row(ApiKeys.API_VERSIONS);
        if (!own.honours(call.version())) {
            ApiVersionsResponseData refusal = error(Errors.UNSUPPORTED_VERSION);
            refusal.apiKeys().add(offered(own));
            call.answerAs(FIRST, refusal);
            return;
        }
        Errors error = check(call, request);
        if (error != Errors.NONE) {
            call.answer(error(error));
            return;
        }
        ApiVersionsResponseData response = new ApiVersionsResponseData();
        table.get().forEach(row -> response.apiKeys().add(offered(row)));
        call.answer(response);
    }

    /** A client may name the node it means to speak to; one that was led astray must start over. */
    private Errors check(Call call, ApiVersionsRequestData request) {
        boolean named = SOFTWARE.matcher(request.clientSoftwareName()).matches()
                && SOFTWARE.matcher(request.clientSoftwareVersion()).matches();
        if (call.version() >= SOFTWARE_FROM && !named) return Errors.INVALID_REQUEST;
        boolean otherCluster = request.clusterId() != null
                && !request.clusterId().equals(context.metadata().image().clusterId());
        boolean otherNode = request.nodeId() != -1 && request.nodeId() != context.nodeId();
        return otherCluster || otherNode ? Errors.REBOOTSTRAP_REQUIRED : Errors.NONE;
    }

    private Served row(ApiKeys key) {
        return table.get().stream().filter(row -> row.key() == key).findFirst().orElseThrow();
    }

    private static ApiVersionsResponseData error(Errors error) {
        return new ApiVersionsResponseData().setErrorCode(error.code());
    }

    /**
     * Produce is advertised from version 0 although 3 is the oldest that works: librdkafka takes a higher floor
     * for a broker without compression and stops compressing (KAFKA-18659).
     */
    static ApiVersion offered(Served row) {
        int from = row.key() == ApiKeys.PRODUCE ? ApiKeys.PRODUCE_API_VERSIONS_RESPONSE_MIN_VERSION : row.from();
        return new ApiVersion()
                .setApiKey(row.key().id)
                .setMinVersion((short) from)
                .setMaxVersion((short) row.to());
    }
}
