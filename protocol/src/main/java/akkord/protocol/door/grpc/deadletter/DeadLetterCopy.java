package akkord.protocol.door.grpc.deadletter;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.RefusedException;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.grpc.v1.Acks;
import akkord.protocol.grpc.v1.NewRecord;
import akkord.protocol.grpc.v1.ProduceRequest;
import akkord.protocol.metadata.TopicImage;
import akkord.protocol.share.DeadLetter;
import akkord.protocol.share.DeadLetters;
import akkord.protocol.share.ShareKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Copies dead letters: one request for all of them, acknowledged by every in-sync replica, into the partition that has
 * the number of their own, as far as there are so many.
 */
public final class DeadLetterCopy implements DeadLetters {

    private final DeadLetterContext context;
    private final DeadLetterTopic topics;
    private final CopyTurns turns;

    public DeadLetterCopy(DeadLetterContext context) {
        this.context = context;
        this.topics = new DeadLetterTopic(context);
        this.turns = new CopyTurns(context.settings().copiesAtATimeMax(), context.threads());
    }

    @Override
    public CompletionStage<Copied> copy(ShareKey key, List<DeadLetter> letters) {
        return turns.take().thenCompose(turn -> inTime(key, letters).whenComplete((copied, failure) -> turns.done()));
    }

    private CompletionStage<Copied> inTime(ShareKey key, List<DeadLetter> letters) {
        return start(key, letters)
                .toCompletableFuture()
                .orTimeout(context.settings().timeout().toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> new Copied(0, refusal(failure)));
    }

    private CompletionStage<Copied> start(ShareKey key, List<DeadLetter> letters) {
        try {
            Optional<String> name = Optional.ofNullable(
                    context.metadata().image().topicNames().get(key.partition().topic()));
            // of a topic that is deleted only its id is known
            TopicPartition source = new TopicPartition(
                    name.orElse(key.partition().topic().toString()),
                    key.partition().partition());
            return topics.of(key.group(), source.topic())
                    .thenCompose(topic -> originals(key, source, name.isPresent(), letters)
                            .thenCompose(found -> write(topic, key, source, letters, found)));
        } catch (RuntimeException broken) {
            return CompletableFuture.failedFuture(broken);
        }
    }

    private CompletionStage<Originals.Found> originals(
            ShareKey key, TopicPartition source, boolean isThere, List<DeadLetter> letters) {
        boolean areWanted = context.groups().of(key.group()).flag(DeadLetterTopic.COPY);
        return areWanted && isThere
                ? Originals.read(
                        context.fetch(), source, letters, context.settings().bytesMax())
                : CompletableFuture.completedFuture(Originals.Found.none(letters));
    }

    private CompletionStage<Copied> write(
            TopicImage topic, ShareKey key, TopicPartition source, List<DeadLetter> letters, Originals.Found found) {
        int bytesMax = Math.min(
                context.messageBytesMax().applyAsInt(topic), context.settings().recordBytesMax());
        List<NewRecord> records = new LetterRecords(source, key.group(), bytesMax).of(letters, found);
        ProduceRequest request = ProduceRequest.newBuilder()
                .setTopic(topic.name())
                .setPartition(source.partition() % topic.partitions().size())
                .setAcks(Acks.ACKS_ALL)
                .addAllRecords(records)
                .build();
        return context.produce().apply(request).thenApply(response -> {
            if (response.hasError())
                throw new RefusedException(
                        ErrorCode.UNKNOWN_SERVER_ERROR, response.getError().getMessage());
            return new Copied(records.size(), null);
        });
    }

    private static Refusal refusal(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) cause = cause.getCause();
        if (cause instanceof RefusedException refused) return refused.refusal();
        if (cause instanceof TimeoutException)
            return new Refusal(
                    ErrorCode.REQUEST_TIMED_OUT, "the topic's leader, or the records' own, did not answer in time");
        return new Refusal(ErrorCode.UNKNOWN_SERVER_ERROR, String.valueOf(cause.getMessage()));
    }
}
