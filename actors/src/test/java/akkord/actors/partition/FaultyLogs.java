package akkord.actors.partition;

import akkord.protocol.config.TopicSettings;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Real logs that can be made to fail, wait and count. */
final class FaultyLogs implements ReplicaLogs {

    /** How many batches each gathered write had. */
    final List<Integer> writes = new CopyOnWriteArrayList<>();

    final AtomicInteger opened = new AtomicInteger();
    final AtomicInteger flushes = new AtomicInteger();

    /** What the last flush that is over has forced: may be more than was asked for. */
    final AtomicLong flushedOffset = new AtomicLong();

    final AtomicInteger cleaned = new AtomicInteger();
    final AtomicInteger checkpointsFailed = new AtomicInteger();
    final AtomicInteger checkpoints = new AtomicInteger();
    final AtomicInteger producerCheckpoints = new AtomicInteger();

    /** Thrown by what they are named after, until set to null. */
    volatile IOException onOpen;

    volatile IOException onAppend;
    volatile RuntimeException onAppendUnexpected;
    volatile RuntimeException onCheckpointUnexpected;
    volatile Error onAppendFatal;
    volatile Throwable onFlush;

    /** Every write waits for it, so that the mailbox can fill; every flush likewise. */
    volatile CompletableFuture<Void> appendGate = CompletableFuture.completedFuture(null);

    volatile CompletableFuture<Void> flushGate = CompletableFuture.completedFuture(null);

    private final ReplicaLogs real;

    FaultyLogs(ReplicaLogs real) {
        this.real = real;
    }

    @Override
    public ReplicaLog open(TopicPartition partition, TopicId topicId, TopicSettings settings) throws IOException {
        opened.incrementAndGet();
        if (onOpen != null) throw onOpen;
        return faulty(real.open(partition, topicId, settings));
    }

    @Override
    public void deleteFiles(TopicPartition partition) throws IOException {
        real.deleteFiles(partition);
    }

    @Override
    public void checkpoint() throws IOException {
        RuntimeException unexpected = onCheckpointUnexpected;
        if (unexpected != null) {
            checkpointsFailed.incrementAndGet();
            throw unexpected;
        }
        real.checkpoint();
        checkpoints.incrementAndGet();
    }

    @Override
    public long highWatermark(TopicPartition partition) {
        return real.highWatermark(partition);
    }

    @Override
    public void noteHighWatermark(TopicPartition partition, long offset) {
        real.noteHighWatermark(partition, offset);
    }

    @Override
    public void writeHighWatermarks() throws IOException {
        real.writeHighWatermarks();
    }

    /** {@code log}, with everything above in its way. */
    private ReplicaLog faulty(ReplicaLog log) {
        return (ReplicaLog) Proxy.newProxyInstance(
                ReplicaLog.class.getClassLoader(), new Class<?>[] {ReplicaLog.class}, (self, method, arguments) -> {
                    Throwable failure = onFlush;
                    switch (method.getName()) {
                        case "append" -> beforeAppend(((ByteBuffer[]) arguments[0]).length);
                        case "clean" -> cleaned.incrementAndGet();
                        case "checkpointProducers" -> producerCheckpoints.incrementAndGet();
                        case "flush" -> {
                            flushes.incrementAndGet();
                            if (failure != null) return CompletableFuture.failedFuture(failure);
                            return flushGate
                                    .thenCompose(open -> log.flush((long) arguments[0]))
                                    .whenComplete((offset, failed) -> {
                                        if (failed == null) flushedOffset.set(offset);
                                    });
                        }
                        default -> {}
                    }
                    return call(log, method, arguments);
                });
    }

    private void beforeAppend(int batches) throws IOException {
        appendGate.join();
        if (onAppendUnexpected != null) throw onAppendUnexpected;
        if (onAppendFatal != null) throw onAppendFatal;
        if (onAppend != null) throw onAppend;
        writes.add(batches);
    }

    private static Object call(Object real, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}
