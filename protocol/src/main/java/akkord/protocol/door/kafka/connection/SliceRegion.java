package akkord.protocol.door.kafka.connection;

import io.netty.channel.DefaultFileRegion;
import java.util.function.LongConsumer;

/**
 * A slice of a segment on its way to the socket by sendfile. (The native transport does that for
 * DefaultFileRegion only.) The file is shared: the end of the region closes the slice, not the file.
 */
final class SliceRegion extends DefaultFileRegion {

    private final SliceRecords records;
    private final LongConsumer onSent;

    SliceRegion(SliceRecords records, LongConsumer onSent) {
        super(records.slice().channel(), records.slice().position(), records.sizeInBytes());
        this.records = records;
        this.onSent = onSent;
    }

    @Override
    protected void deallocate() {
        int bytes = records.sizeInBytes();
        records.close();
        onSent.accept(bytes);
    }
}
