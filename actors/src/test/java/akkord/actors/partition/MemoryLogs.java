package akkord.actors.partition;

import akkord.protocol.config.TopicSettings;
import akkord.protocol.domain.*;
import akkord.protocol.partition.LogReader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.*;
import java.util.concurrent.*;

final class MemoryLogs implements ReplicaLogs {
    final Map<TopicPartition, long[]> ends = new ConcurrentHashMap<>();

    @Override
    public ReplicaLog open(TopicPartition p, TopicId id, TopicSettings s) {
        long[] o = ends.computeIfAbsent(p, k -> new long[3]);
        return new ReplicaLog() {
            public Path folder() {
                return Path.of("/data/" + p);
            }

            public LogReader reader() {
                return null;
            }

            public long logStartOffset() {
                return o[0];
            }

            public long logEndOffset() {
                return o[1];
            }

            public long flushedOffset() {
                return o[2];
            }

            public long append(ByteBuffer[] b, int e) {
                for (ByteBuffer x : b) {
                    int at = x.position();
                    while (at < x.limit()) {
                        if (x.getLong(at) != o[1]) throw new IllegalStateException("not dense");
                        o[1] += x.getInt(at + 57);
                        at += x.getInt(at + 8) + 12;
                    }
                    x.position(x.limit());
                }
                return o[1];
            }

            public CompletionStage<Long> flush(long u) {
                o[2] = o[1];
                return CompletableFuture.completedFuture(o[1]);
            }

            public long advanceLogStart(long x) {
                o[0] = Math.max(x, o[0]);
                return o[0];
            }

            public int clean(long n, long hw) {
                return 0;
            }

            public void updateSettings(TopicSettings s) {}

            public void close() {
                o[2] = o[1];
            }

            public void delete() {
                ends.remove(p);
            }
        };
    }

    @Override
    public void deleteFiles(TopicPartition p) {
        ends.remove(p);
    }

    @Override
    public void checkpoint() {}
}
