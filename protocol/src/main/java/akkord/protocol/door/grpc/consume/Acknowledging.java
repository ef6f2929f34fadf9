package akkord.protocol.door.grpc.consume;

import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.grpc.v1.AcknowledgeRecords;
import akkord.protocol.grpc.v1.AcknowledgedRange;
import akkord.protocol.grpc.v1.Outcome;
import akkord.protocol.share.AckBatch;
import akkord.protocol.share.ShareAccess;
import akkord.protocol.share.ShareCommand.Acknowledge;
import akkord.protocol.share.ShareKey;
import akkord.protocol.share.ShareReply.Acknowledged;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Tells the keepers what a member says of the records it has. Its actor only. */
final class Acknowledging {

    static final String UNANSWERED = "no keeper of the records has answered: they may or may not be acknowledged";
    private static final String DONE = "";

    private final ShareAccess shares;
    private final String memberId;
    private final QueueReading reading;
    private final Unacknowledged given;

    Acknowledging(ShareAccess shares, String memberId, QueueReading reading, Unacknowledged given) {
        this.shares = shares;
        this.memberId = memberId;
        this.reading = reading;
        this.given = given;
    }

    /**
     * Completes with a refusal, empty once all is on record; does not fail.
     *
     * @param here runs in the actor
     */
    CompletionStage<String> acknowledge(AcknowledgeRecords said, Executor here) {
        Map<TopicPartition, List<AcknowledgedRange>> byPartition = new LinkedHashMap<>();
        for (AcknowledgedRange range : said.getRangesList())
            byPartition
                    .computeIfAbsent(
                            new TopicPartition(range.getTopic(), range.getPartition()), partition -> new ArrayList<>())
                    .add(range);
        for (Map.Entry<TopicPartition, List<AcknowledgedRange>> each : byPartition.entrySet()) {
            String wrong = problem(each.getKey(), each.getValue());
            if (wrong != null) return CompletableFuture.completedFuture(wrong);
        }
        CompletionStage<String> all = CompletableFuture.completedFuture(DONE);
        for (Map.Entry<TopicPartition, List<AcknowledgedRange>> each : byPartition.entrySet())
            all = all.thenCombine(
                    acknowledge(each.getKey(), each.getValue(), here),
                    (former, refusal) -> former.isEmpty() ? refusal : former);
        return all;
    }

    private @Nullable String problem(TopicPartition partition, List<AcknowledgedRange> ranges) {
        if (reading.key(partition) == null) return "nothing of " + partition + " was delivered to this member";
        long before = -1;
        for (AcknowledgedRange range : ranges) {
            if (range.getFirstOffset() <= before || range.getLastOffset() < range.getFirstOffset())
                return "the offsets " + range.getFirstOffset() + " to " + range.getLastOffset() + " of " + partition
                        + " are in no order: expected ranges that follow each other";
            if (range.getOutcome() == Outcome.UNRECOGNIZED)
                return "there is no outcome " + range.getOutcomeValue()
                        + ": expected accept (0), release (1), reject (2) or renew (3)";
            before = range.getLastOffset();
        }
        return null;
    }

    private CompletionStage<String> acknowledge(
            TopicPartition partition, List<AcknowledgedRange> ranges, Executor here) {
        ShareKey key = reading.key(partition);
        if (key == null) return CompletableFuture.completedFuture(DONE);
        List<AckBatch> batches = ranges.stream().map(Acknowledging::batch).toList();
        return shares.<Acknowledged>ask(key, replyTo -> new Acknowledge(memberId, batches, replyTo))
                .handleAsync(
                        (acknowledged, failure) -> {
                            if (acknowledged == null) return partition + ": " + UNANSWERED;
                            Refusal why = acknowledged.why();
                            if (why != null) return partition + ": " + why.message();
                            ranges.forEach(range -> count(key, range));
                            return DONE;
                        },
                        here);
    }

    private void count(ShareKey key, AcknowledgedRange range) {
        if (range.getOutcome() == Outcome.OUTCOME_RENEW)
            given.renewed(key, range.getFirstOffset(), range.getLastOffset());
        else given.done(key, range.getFirstOffset(), range.getLastOffset());
    }

    private static AckBatch batch(AcknowledgedRange range) {
        byte type =
                switch (range.getOutcome()) {
                    case OUTCOME_ACCEPT -> AckBatch.ACCEPT;
                    case OUTCOME_RELEASE -> AckBatch.RELEASE;
                    case OUTCOME_REJECT -> AckBatch.REJECT;
                    case OUTCOME_RENEW -> AckBatch.RENEW;
                    case UNRECOGNIZED -> throw new IllegalStateException("an unknown outcome was let through");
                };
        return new AckBatch(range.getFirstOffset(), range.getLastOffset(), new byte[] {type});
    }
}
