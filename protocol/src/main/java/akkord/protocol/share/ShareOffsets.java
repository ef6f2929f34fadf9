package akkord.protocol.share;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.RefusedException;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.group.GroupAccess;
import akkord.protocol.group.GroupCommand;
import akkord.protocol.group.GroupPhase;
import akkord.protocol.group.GroupReply.Deleted;
import akkord.protocol.group.GroupReply.SharesChanged;
import akkord.protocol.group.GroupReply.SharesDescribed;
import akkord.protocol.group.GroupRequest;
import akkord.protocol.group.TopicIdPartitions;
import akkord.protocol.share.ShareReply.State;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where share groups stand, for those who look after them: a group's coordinator knows of which partitions there is state,
 * and the keeper of each has it. Only a group without members is changed. What is changed in several steps can be asked for
 * again when one of them has failed. Any thread.
 */
public final class ShareOffsets {

    private static final int ASKED_AT_A_TIME = 64;
    private static final State UNKNOWN = new State(State.NEVER_READ, State.NEVER_READ, 0, 0, 0);

    private final Supplier<GroupAccess> groups;
    private final Supplier<ShareAccess> shares;

    public ShareOffsets(Supplier<GroupAccess> groups, Supplier<ShareAccess> shares) {
        this.groups = groups;
        this.shares = shares;
    }

    /** @param why the keeper has not answered, and {@code state} says nothing */
    public record Stand(
            TopicIdPartition partition,
            State state,
            @Nullable Refusal why) {}

    /**
     * @param why nothing was changed
     * @param refused partitions of which it is not known to have been changed
     */
    public record Changed(@Nullable Refusal why, Map<TopicIdPartition, Refusal> refused) {}

    /** Of which partitions there is state. Fails as {@link GroupAccess#ask}. */
    public CompletionStage<SharesDescribed> shares(String group) {
        return groups.get().ask(group, GroupCommand.DescribeShares::new);
    }

    /** In the order they are given. Never fails. */
    public CompletionStage<List<Stand>> read(String group, List<TopicIdPartition> partitions) {
        return each(partitions, partition -> shares.get()
                .<State>ask(new ShareKey(group, partition), ShareCommand.ReadState::new)
                .handle((state, failure) -> failure == null
                        ? new Stand(partition, state, null)
                        : new Stand(partition, UNKNOWN, refusal(failure))));
    }

    /**
     * The group begins anew at these offsets; it is made if there is none. Fails as {@link GroupAccess#ask}.
     *
     * @param metadataVersion of the cluster's image in which there are such partitions
     */
    public CompletionStage<Changed> set(String group, Map<TopicIdPartition, Long> starts, long metadataVersion) {
        GroupRequest.KeepShares keep =
                new GroupRequest.KeepShares(TopicIdPartitions.of(starts.keySet()), metadataVersion);
        return groups.get()
                .<SharesChanged>ask(group, replyTo -> new GroupCommand.KeepShares(keep, replyTo))
                .thenCompose(kept -> kept.why() != null
                        ? CompletableFuture.completedFuture(new Changed(kept.why(), Map.of()))
                        : change(starts.keySet(), partition -> shares.get()
                                .<ShareReply.StartSet>ask(
                                        new ShareKey(group, partition),
                                        replyTo ->
                                                new ShareCommand.SetStart(starts.getOrDefault(partition, 0L), replyTo))
                                .thenApply(ShareReply.StartSet::why)));
    }

    /**
     * The group has never read these topics: all of which there is state. Fails as {@link GroupAccess#ask}.
     *
     * @param known of the group, a moment ago; of these topics nothing is missing
     */
    public CompletionStage<Changed> forget(String group, Collection<TopicIdPartitions> known) {
        return forgetStates(group, known).thenCompose(changed -> {
            Set<TopicId> left = changed.refused().keySet().stream()
                    .map(TopicIdPartition::topic)
                    .collect(Collectors.toSet());
            GroupRequest.DropShares drop = new GroupRequest.DropShares(known.stream()
                    .map(TopicIdPartitions::topic)
                    .filter(topic -> !left.contains(topic))
                    .toList());
            return groups.get()
                    .<SharesChanged>ask(group, replyTo -> new GroupCommand.DropShares(drop, replyTo))
                    .thenApply(dropped -> new Changed(dropped.why(), changed.refused()));
        });
    }

    private CompletionStage<Changed> forgetStates(String group, Collection<TopicIdPartitions> known) {
        return change(TopicIdPartitions.each(known), partition -> shares.get()
                .<ShareReply.Forgotten>ask(new ShareKey(group, partition), ShareCommand.Forget::new)
                .thenApply(ShareReply.Forgotten::why));
    }

    /** A group of any type, with all there is of it. Fails as {@link GroupAccess#ask}. */
    public CompletionStage<Deleted> delete(String group) {
        return shares(group).thenCompose(known -> {
            boolean hasStates = known.why() == null && known.phase() == GroupPhase.EMPTY;
            // states first: a group of the same name must not go on where this one stood
            return hasStates
                    ? forgetStates(group, known.partitions()).thenCompose(changed -> deleteAlone(group, changed))
                    : groups.get().ask(group, GroupCommand.Delete::new);
        });
    }

    private CompletionStage<Deleted> deleteAlone(String group, Changed forgotten) {
        return forgotten.refused().values().stream()
                .findFirst()
                .<CompletionStage<Deleted>>map(why -> CompletableFuture.completedFuture(new Deleted(why)))
                .orElseGet(() -> groups.get().ask(group, GroupCommand.Delete::new));
    }

    /** @param what completes with why it was not done, or null */
    private static CompletionStage<Changed> change(
            Collection<TopicIdPartition> partitions,
            Function<TopicIdPartition, CompletionStage<@Nullable Refusal>> what) {
        record Outcome(TopicIdPartition partition, @Nullable Refusal why) {}
        return each(List.copyOf(partitions), partition -> what.apply(partition)
                        .handle((why, failure) -> new Outcome(partition, failure == null ? why : refusal(failure))))
                .thenApply(outcomes -> {
                    Map<TopicIdPartition, Refusal> refused = new HashMap<>();
                    for (Outcome outcome : outcomes)
                        if (outcome.why() != null) refused.put(outcome.partition(), outcome.why());
                    return new Changed(null, refused);
                });
    }

    /** Some at a time, so that no node is flooded. @param what does not fail */
    private static <R> CompletionStage<List<R>> each(
            List<TopicIdPartition> partitions, Function<TopicIdPartition, CompletionStage<R>> what) {
        CompletionStage<List<R>> done = CompletableFuture.completedFuture(new ArrayList<>());
        for (int from = 0; from < partitions.size(); from += ASKED_AT_A_TIME) {
            List<TopicIdPartition> some = partitions.subList(from, Math.min(from + ASKED_AT_A_TIME, partitions.size()));
            done = done.thenCompose(all -> atOnce(some, what).thenApply(results -> {
                all.addAll(results);
                return all;
            }));
        }
        return done;
    }

    private static <R> CompletionStage<List<R>> atOnce(
            List<TopicIdPartition> partitions, Function<TopicIdPartition, CompletionStage<R>> what) {
        List<CompletableFuture<R>> asked = partitions.stream()
                .map(partition -> what.apply(partition).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(all -> asked.stream().map(CompletableFuture::join).toList());
    }

    private static Refusal refusal(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof RefusedException refused
                ? refused.refusal()
                : new Refusal(ErrorCode.UNKNOWN_SERVER_ERROR, String.valueOf(cause.getMessage()));
    }
}
