package akkord.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchSearchTest {

    private static final int CHUNK_BYTES = 64 << 10;

    @TempDir
    Path folder;

    private long find(ByteBuffer batch, int at, long offsetAbove) throws IOException {
        try (FileChannel channel = FileChannel.open(
                folder.resolve("file"),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            channel.write(batch.duplicate(), at);
            return new BatchSearch(channel, channel.size()).next(0, offsetAbove, Integer.MAX_VALUE);
        }
    }

    @Test
    void aBatchIsFoundWhereverItStandsBetweenTwoChunks() throws IOException {
        ByteBuffer batch = Batches.batch(7, 2, 300, 1, 3);
        for (int at = CHUNK_BYTES - 130; at < CHUNK_BYTES + 70; at++)
            assertThat(find(batch, at, 0)).as("at " + at).isEqualTo(at);
        assertThat(find(Batches.batch(7, 2, 3 * CHUNK_BYTES, 1, 3), 100, 0)).isEqualTo(100);
    }

    @Test
    void whatOnlyLooksLikeABatchIsPassedOver() throws IOException {
        ByteBuffer rotten = Batches.batch(7, 2, 300, 1, 3);
        rotten.put(200, (byte) ~rotten.get(200));
        assertThat(find(rotten, 100, 0)).isEqualTo(-1);
        assertThat(find(Batches.batch(7, 2, 300, 1, 3), 100, 7))
                .as("an offset that is over")
                .isEqualTo(-1);
        ByteBuffer torn = Batches.batch(7, 2, 300, 1, 3);
        assertThat(find(torn.limit(360), 100, 0)).isEqualTo(-1);
    }
}
