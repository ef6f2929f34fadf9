package akkord.protocol.door.kafka.connection;

import java.util.concurrent.atomic.LongAdder;

/**
 * What went through a door's connections.
 *
 * @param regions pieces of files handed to the kernel (sendfile)
 * @param regionBytes their bytes
 * @param copiedBytes bytes of records that were few enough to be copied into the answer
 */
public record TransferCounters(LongAdder requests, LongAdder regions, LongAdder regionBytes, LongAdder copiedBytes) {

    public TransferCounters() {
        this(new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder());
    }
}
