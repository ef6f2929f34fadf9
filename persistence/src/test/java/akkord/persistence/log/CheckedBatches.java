package akkord.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.batch.BatchCheck;
import akkord.protocol.batch.RecordBatch;
import java.nio.ByteBuffer;

/** Asserts that bytes read from a log are whole, valid batches that follow on from each other. */
final class CheckedBatches {

    private CheckedBatches() {}

    /** The first batch must hold {@code offset}. Returns the offset behind the last. */
    static long endOf(ByteBuffer bytes, long offset) {
        long next = offset;
        for (int at = 0; at < bytes.limit(); at += RecordBatch.sizeInBytes(bytes, at)) {
            assertThat(BatchCheck.fault(bytes, at, bytes.limit())).isNull();
            if (at == 0) assertThat(RecordBatch.baseOffset(bytes, at)).isLessThanOrEqualTo(offset);
            else assertThat(RecordBatch.baseOffset(bytes, at)).isEqualTo(next);
            next = RecordBatch.lastOffset(bytes, at) + 1;
        }
        assertThat(next).isGreaterThan(offset);
        return next;
    }
}
