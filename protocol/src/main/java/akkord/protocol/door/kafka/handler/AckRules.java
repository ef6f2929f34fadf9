package akkord.protocol.door.kafka.handler;

import akkord.protocol.share.AckBatch;
import java.util.List;

/**
 * What acknowledgements of one request may look like.
 *
 * @param typeMax there are no types beyond it in this version
 * @param renews the request says that it renews locks (KIP-1222)
 */
record AckRules(byte typeMax, boolean renews) {

    private static final int RENEW_FROM = 2;

    static AckRules of(short version, boolean renews) {
        return new AckRules(version >= RENEW_FROM ? AckBatch.RENEW : AckBatch.REJECT, renews);
    }

    /** Whether the batches come in order, do not overlap, and each has one type or one for each of its offsets. */
    boolean allow(List<AckBatch> batches) {
        long before = -1;
        for (AckBatch batch : batches) {
            if (batch.first() <= before || batch.last() < batch.first() || !areTypes(batch)) return false;
            before = batch.last();
        }
        return true;
    }

    private boolean areTypes(AckBatch batch) {
        byte[] types = batch.types();
        if (types.length == 0 || (types.length > 1 && types.length != batch.last() - batch.first() + 1)) return false;
        for (byte type : types) if (type < 0 || type > typeMax || (type == AckBatch.RENEW && !renews)) return false;
        return true;
    }

    static byte[] types(List<Byte> wire) {
        byte[] types = new byte[wire.size()];
        for (int i = 0; i < types.length; i++) types[i] = wire.get(i);
        return types;
    }
}
