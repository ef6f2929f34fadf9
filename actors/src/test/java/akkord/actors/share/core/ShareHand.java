package akkord.actors.share.core;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.share.AckBatch;
import akkord.protocol.share.DeadLetter;
import akkord.protocol.share.OffsetRange;
import akkord.protocol.share.ReadableLog;
import akkord.protocol.share.ShareReply;
import akkord.protocol.share.ShareReply.Acquired;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A core driven by hand: writes are done at once, and what members are told is put into words. */
final class ShareHand {

    static final int LOCK_MILLIS = 1_000;

    final List<ShareEvent> journal = new ArrayList<>();
    /** Dead letters that became due, by what was written. */
    final List<DeadLetter> givenUp = new ArrayList<>();

    final List<ShareEffect.CopyLetters> copies = new ArrayList<>();
    final List<ShareEffect.LettersLost> lost = new ArrayList<>();
    ShareLimits limits = limits(100, 5, 8);
    ShareCore core = new ShareCore(() -> limits);
    ReadableLog log = new ReadableLog(0, 1_000, 0);
    long now = 50_000;

    static ShareLimits limits(int recordLocksMax, int deliveriesMax, int lettersWaitingMax) {
        LetterLimits letters = new LetterLimits(true, lettersWaitingMax, 4, 100, 1_000);
        return new ShareLimits(recordLocksMax, deliveriesMax, LOCK_MILLIS, true, 2, letters);
    }

    /** What has become of the copy that was asked for last. */
    void copied(long count, boolean isStuck) {
        carryOut(core.lettersCopied(copies.get(copies.size() - 1).copy(), count, isStuck, now));
    }

    /** First and last offset and the count of deliveries of each range: {@code 0..9 x1}. */
    String acquire(String member, int recordsMax) {
        return inWords(acquired(member, recordsMax, 0));
    }

    private static String inWords(Acquired acquired) {
        return acquired.ranges().stream()
                .map(each -> each.firstOffset() + ".." + each.lastOffset() + " x" + each.deliveryCount())
                .collect(Collectors.joining(", "));
    }

    String acquireRest(String member, long first, long last) {
        List<Acquired> told = new ArrayList<>();
        carryOut(core.acquireRest(member, new OffsetRange(first, last), told::add, now));
        return inWords(told.get(0));
    }

    Acquired acquired(String member, int recordsMax, long beginAt) {
        List<Acquired> told = new ArrayList<>();
        carryOut(core.acquire(member, log, recordsMax, beginAt, told::add, now));
        return told.get(0);
    }

    @Nullable
    ErrorCode acknowledge(String member, long first, long last, int... types) {
        byte[] bytes = new byte[types.length];
        for (int i = 0; i < types.length; i++) bytes[i] = (byte) types[i];
        return acknowledge(member, List.of(new AckBatch(first, last, bytes)));
    }

    @Nullable
    ErrorCode acknowledge(String member, List<AckBatch> batches) {
        List<ShareReply.Acknowledged> told = new ArrayList<>();
        carryOut(core.acknowledge(member, batches, told::add, now));
        return told.get(0).why() == null ? null : told.get(0).why().code();
    }

    void giveBack(String member, long first, long last) {
        carryOut(core.giveBack(member, List.of(new OffsetRange(first, last)), now));
    }

    void releaseAll(String member) {
        carryOut(core.releaseAll(member, told -> {}, now));
    }

    void pass(long millis) {
        now += millis;
        carryOut(core.timePassed(now));
    }

    /** The keeper runs elsewhere now. */
    void failOver() {
        core = new ShareCore(() -> limits);
        journal.forEach(core::replay);
        core.recovered(now);
    }

    /** The keeper stops in good order and runs elsewhere now. */
    void handOver() {
        carryOut(core.handOver());
        failOver();
    }

    void carryOut(List<ShareEffect> effects) {
        for (ShareEffect effect : effects) {
            if (effect instanceof ShareEffect.Persist persist) {
                journal.add(persist.event());
                if (persist.event() instanceof ShareEvent.Changed changed) givenUp.addAll(changed.letters());
            } else if (effect instanceof ShareEffect.Answer<?> answer) answer.give();
            else if (effect instanceof ShareEffect.CopyLetters copy) copies.add(copy);
            else if (effect instanceof ShareEffect.LettersLost letters) lost.add(letters);
        }
    }

    ShareReply.State state() {
        List<ShareReply.State> told = new ArrayList<>();
        carryOut(core.readState(told::add, now));
        return told.get(0);
    }

    long start() {
        return state().startOffset();
    }
}
