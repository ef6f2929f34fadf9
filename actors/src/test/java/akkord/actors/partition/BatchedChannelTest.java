package akkord.actors.partition;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akkord.protocol.controller.ControllerAccess;
import akkord.protocol.controller.ControllerCommand;
import akkord.protocol.controller.ControllerCommand.AlterPartitions;
import akkord.protocol.controller.ControllerCommand.AlterPartitionsResult;
import akkord.protocol.controller.ControllerCommand.InSyncMember;
import akkord.protocol.controller.ControllerCommand.IsrChange;
import akkord.protocol.controller.ControllerCommand.IsrChanged;
import akkord.protocol.domain.TopicId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchedChannelTest {

    private static final int PARTITIONS = 5000;
    private static final int TOGETHER = 200;

    private final List<AlterPartitions> asked = new ArrayList<>();
    private final List<CompletableFuture<Object>> waiting = new ArrayList<>();

    private final ControllerAccess controller = new ControllerAccess() {
        @Override
        @SuppressWarnings("unchecked")
        public <R> CompletionStage<R> ask(Function<ActorRef<R>, ControllerCommand> command) {
            asked.add((AlterPartitions) command.apply(null));
            CompletableFuture<Object> answer = new CompletableFuture<>();
            waiting.add(answer);
            return (CompletionStage<R>) (CompletionStage<?>) answer;
        }
    };

    @Test
    void thousandsThatAskAtOnceAreAskedForInRequestsThatFitAFrame() {
        TopicId topic = TopicId.random();
        BatchedChannel channel = new BatchedChannel(1, () -> 7, member -> true, controller, TOGETHER);
        List<CompletableFuture<IsrChanged>> answers = IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> channel.propose(
                                new IsrChange(topic, partition, 1, 1, List.of(new InSyncMember(1, 7)), 1))
                        .toCompletableFuture())
                .toList();
        for (int request = 0; request < waiting.size(); request++) {
            List<IsrChange> changes = asked.get(request).changes();
            assertThat(changes).hasSizeLessThanOrEqualTo(TOGETHER);
            waiting.get(request)
                    .complete(new AlterPartitionsResult(changes.stream()
                            .map(change -> new IsrChanged(topic, change.partition(), null, null))
                            .toList()));
        }
        assertThat(answers)
                .allMatch(CompletableFuture::isDone)
                .extracting(answer -> answer.join().partition())
                .containsExactlyElementsOf(
                        IntStream.range(0, PARTITIONS).boxed().toList());
    }
}
