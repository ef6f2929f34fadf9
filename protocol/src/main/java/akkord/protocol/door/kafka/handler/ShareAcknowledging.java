package akkord.protocol.door.kafka.handler;

import akkord.protocol.domain.Refusal;
import akkord.protocol.share.AckBatch;
import akkord.protocol.share.ShareCommand.Acknowledge;
import akkord.protocol.share.ShareKey;
import akkord.protocol.share.ShareReply.Acknowledged;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the keepers what a member acknowledges, and says of each partition what has come of it. */
final class ShareAcknowledging {

    private static final Logger LOG = LoggerFactory.getLogger(ShareAcknowledging.class);

    private final Leaders leaders;
    private final KafkaDoorContext context;

    /** @param message null where all is well */
    record Outcome(Errors error, @Nullable String message) {

        static final Outcome DONE = new Outcome(Errors.NONE, null);

        static Outcome refused(Errors error) {
            return new Outcome(error, error.message());
        }
    }

    ShareAcknowledging(Leaders leaders, KafkaDoorContext context) {
        this.leaders = leaders;
        this.context = context;
    }

    /**
     * Never fails; one partition's trouble is its own.
     *
     * @param batches of each partition, as they came
     */
    CompletionStage<Map<FetchTarget.Key, Outcome>> acknowledge(
            ShareMember member, Map<FetchTarget.Key, List<AckBatch>> batches, AckRules rules) {
        Map<FetchTarget.Key, CompletableFuture<Outcome>> outcomes = new LinkedHashMap<>();
        batches.forEach((key, named) -> outcomes.put(key, acknowledge(member, key, named, rules)));
        return CompletableFuture.allOf(outcomes.values().toArray(CompletableFuture[]::new))
                .thenApply(all -> {
                    Map<FetchTarget.Key, Outcome> done = new LinkedHashMap<>();
                    outcomes.forEach((key, outcome) -> done.put(key, outcome.join()));
                    return done;
                });
    }

    private CompletableFuture<Outcome> acknowledge(
            ShareMember member, FetchTarget.Key key, List<AckBatch> batches, AckRules rules) {
        Errors problem = rules.allow(batches) ? problem(key) : Errors.INVALID_REQUEST;
        if (problem != Errors.NONE) return CompletableFuture.completedFuture(Outcome.refused(problem));
        if (batches.isEmpty()) return CompletableFuture.completedFuture(Outcome.DONE);
        ShareKey share = member.share(key);
        return context.shares()
                .<Acknowledged>ask(share, replyTo -> new Acknowledge(member.id(), batches, replyTo))
                .handle((acknowledged, failure) ->
                        failure == null ? outcome(acknowledged.why()) : failed(share, failure))
                .toCompletableFuture();
    }

    private Errors problem(FetchTarget.Key key) {
        String name = leaders.name(key.id());
        if (name == null) return Errors.UNKNOWN_TOPIC_ID;
        return leaders.find(key, Leaders.ANY_EPOCH) instanceof Leaders.Found.Refused refused
                ? refused.why()
                : Errors.NONE;
    }

    private static Outcome outcome(@Nullable Refusal why) {
        return why == null
                ? Outcome.DONE
                : new Outcome(Errors.forCode(why.code().number()), why.message());
    }

    private static Outcome failed(ShareKey share, Throwable failure) {
        Refusal why = Failures.refusal(failure);
        if (Errors.forCode(why.code().number()) == Errors.UNKNOWN_SERVER_ERROR)
            LOG.error("{} could not be acknowledged", share, failure);
        return outcome(why);
    }
}
