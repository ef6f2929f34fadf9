package akkord.actors.share.core;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.share.AckBatch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What acknowledgements must look like, whoever sends them. */
final class AckRules {

    private AckRules() {}

    static @Nullable Refusal problem(List<AckBatch> batches) {
        long from = 0;
        for (AckBatch batch : batches) {
            if (batch.first() < from || batch.last() < batch.first())
                return invalid("the offsets " + batch.first() + " to " + batch.last()
                        + " are in no order: expected batches that follow each other");
            long count = batch.last() - batch.first() + 1;
            if (batch.types().length != 1 && batch.types().length != count)
                return invalid(batch.types().length + " types for " + count + " offsets: expected one for all or each");
            for (byte type : batch.types())
                if (type < AckBatch.GAP || type > AckBatch.RENEW)
                    return invalid("there is no acknowledgement of type " + type);
            from = batch.last() + 1;
        }
        return null;
    }

    private static Refusal invalid(String why) {
        return new Refusal(ErrorCode.INVALID_REQUEST, why);
    }
}
