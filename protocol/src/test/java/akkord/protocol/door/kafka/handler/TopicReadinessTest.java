package akkord.protocol.door.kafka.handler;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.partition.PartitionView;
import io.netty.util.concurrent.EventExecutor;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class TopicReadinessTest {

    @Test
    void whoWaitsWhileTheDoorClosesIsNotLeftWaiting() {
        FaultyNode node = new FaultyNode(2);
        node.partitions.get(0).role = PartitionView.Role.FOLLOWER;
        TopicReadiness readiness = new TopicReadiness(node.context(), new Leaders(node.context()), Duration.ofHours(1));
        assertThat(readiness.await(1, List.of(FaultyNode.TOPIC), closing()).toCompletableFuture())
                .as("the answer of whoever made the topic")
                .isCompleted();
    }

    /** It began to shut down right after it said that it does not. */
    private static EventExecutor closing() {
        return (EventExecutor) Proxy.newProxyInstance(
                EventExecutor.class.getClassLoader(), new Class<?>[] {EventExecutor.class}, (self, method, ignored) -> {
                    if (method.getName().equals("isShuttingDown")) return false;
                    throw new RejectedExecutionException("event executor terminated");
                });
    }
}
