package akkord.actors.share.core;

import akkord.protocol.share.AckBatch;
import akkord.protocol.share.DeadLetter;
import akkord.protocol.share.OffsetRange;
import akkord.protocol.share.ReadableLog;
import akkord.protocol.share.ShareCommand.Acquire;
import akkord.protocol.share.ShareReply.Acknowledged;
import akkord.protocol.share.ShareReply.Acquired;
import akkord.protocol.share.ShareReply.Available;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * A share-partition, members that acquire, acknowledge, repeat themselves, are slow, give back and crash, and between them
 * a network that delays, loses, repeats and reorders. The keeper fails over at any moment, and loses what was not
 * persisted; the log grows and loses its beginning. {@link ShareFacts} checks the promises at every step.
 */
final class SimulatedShare {

    static final ShareLimits LIMITS =
            new ShareLimits(40, 4, 3_000, true, 3, new LetterLimits(true, 1_000, 3, 100, 2_000));
    private static final int STEPS = 300;
    private static final int STEP_MILLIS_MAX = 300;
    private static final int MEMBERS = 4;
    private static final int STORY_LINES_MAX = 60;
    private static final long BEGINS_AT = 5;
    /** Not the one that a new keeper would know. */
    private static final int LEADER_EPOCH = 3;

    private final Random random;
    private final ShareFacts facts = new ShareFacts(LIMITS);
    private final List<SimulatedReader> readers = new ArrayList<>();
    private final List<InFlightMessage> network = new ArrayList<>();
    private final Deque<String> story = new ArrayDeque<>();
    private final List<ShareEvent> journal = new ArrayList<>();
    private final List<ShareEffect> unwritten = new ArrayList<>();
    private ShareCore core = new ShareCore(() -> LIMITS);
    private ShareSnapshot snapshot = core.snapshot();
    /** How many events of the journal are in the snapshot. */
    private int snapshotAt;

    private boolean quiet;
    private long now = 1_000;
    private long logStart;
    private long logEnd = 30;
    private int failovers;

    private record InFlightMessage(long arrives, Runnable delivery) {}

    SimulatedShare(long seed) {
        random = new Random(seed);
        for (int i = 0; i < MEMBERS; i++) readers.add(new SimulatedReader("m" + i, this, random));
    }

    void run() {
        for (int step = 0; step < STEPS; step++) {
            happen();
            advance(1 + random.nextInt(STEP_MILLIS_MAX));
        }
        quieten();
    }

    private void happen() {
        int dice = random.nextInt(100);
        if (dice < 30) logEnd += random.nextInt(12);
        else if (dice < 33) loseBeginning();
        else if (dice < 37) failOver();
        else if (dice < 39) handOver();
        else if (dice < 41) readers.get(random.nextInt(MEMBERS)).crash();
        else if (dice < 44) readers.get(random.nextInt(MEMBERS)).stall(now + random.nextInt(8_000));
        else if (dice < 45) setStart();
        else if (dice < 46 && random.nextInt(4) == 0) forget();
        else write();
    }

    private void loseBeginning() {
        if (random.nextInt(3) > 0) return;
        logStart = Math.min(logEnd, logStart + random.nextInt(25));
        note("the log begins at " + logStart);
    }

    private void setStart() {
        long offset = logStart + random.nextInt((int) (logEnd - logStart) + 1);
        note("start set to " + offset);
        writeAll();
        facts.begunAnew(offset);
        took(core.setStart(offset, answer -> {}, now));
        writeAll();
    }

    private void forget() {
        note("forgotten");
        writeAll();
        facts.forgotten();
        facts.owesNothing();
        took(core.forget(answer -> {}, now));
        writeAll();
    }

    private void advance(long millis) {
        long until = now + millis;
        while (now < until) {
            now = Math.min(until, now + 20);
            timePasses();
            for (SimulatedReader reader : readers) reader.act(now);
            List<InFlightMessage> due =
                    network.stream().filter(each -> each.arrives() <= now).toList();
            network.removeAll(due);
            due.forEach(each -> each.delivery().run());
            if (quiet || random.nextInt(3) == 0) write();
        }
    }

    private void timePasses() {
        if (core.nextDeadlineMillis() > now) return;
        facts.timePassed(now);
        took(core.timePassed(now));
    }

    void send(Runnable delivery) {
        if (!quiet && random.nextInt(100) < 5) return;
        int copies = !quiet && random.nextInt(100) < 5 ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            long delay = quiet || random.nextInt(10) > 0 ? random.nextInt(40) : random.nextInt(2_000);
            network.add(new InFlightMessage(now + delay, delivery));
        }
    }

    void acquire(SimulatedReader reader, int recordsMax, Consumer<Acquired> to) {
        long beginAt = !quiet && random.nextInt(4) == 0 ? Acquire.UNKNOWN : BEGINS_AT;
        // a leader may be behind
        long end = quiet ? logEnd : Math.max(logStart, logEnd - random.nextInt(6));
        if (beginAt != Acquire.UNKNOWN) facts.begins(Math.max(logStart, Math.min(end, BEGINS_AT)));
        facts.logBeginsAt(logStart);
        List<ShareEffect> effects = core.acquire(
                reader.id(),
                new ReadableLog(logStart, end, LEADER_EPOCH),
                recordsMax,
                beginAt,
                acquired -> send(() -> to.accept(acquired)),
                now);
        Acquired acquired = reply(effects, Acquired.class);
        note(reader + " acquires " + acquired.ranges());
        facts.acquired(reader.id(), acquired, end, recordsMax, now);
        took(effects);
    }

    void acknowledge(SimulatedReader reader, List<AckBatch> batches) {
        String problem = facts.problem(reader.id(), batches, now);
        List<ShareEffect> effects = core.acknowledge(
                reader.id(),
                batches,
                answer -> {
                    if (answer.why() == null) facts.answered(batches);
                },
                now);
        Acknowledged answer = reply(effects, Acknowledged.class);
        note(reader + " says " + SimulatedReader.text(batches) + ": " + answer.why());
        if ((problem == null) != (answer.why() == null))
            throw new AssertionError(reader + " was told " + answer.why() + ", though " + problem);
        if (problem == null) facts.acknowledged(batches, now);
        took(effects);
    }

    void giveBack(SimulatedReader reader, List<OffsetRange> ranges) {
        note(reader + " gives back " + ranges);
        facts.gaveBack(reader.id(), ranges);
        took(core.giveBack(reader.id(), ranges, now));
    }

    void releaseAll(SimulatedReader reader) {
        note(reader + " is gone");
        facts.released(reader.id());
        took(core.releaseAll(reader.id(), answer -> {}, now));
    }

    void await(Consumer<Available> to) {
        ReadableLog readable = new ReadableLog(logStart, logEnd, LEADER_EPOCH);
        took(core.awaitAvailable(readable, 1_000, available -> send(() -> to.accept(available)), now));
    }

    private static <R> R reply(List<ShareEffect> effects, Class<R> kind) {
        return effects.stream()
                .filter(ShareEffect.Answer.class::isInstance)
                .map(effect -> ((ShareEffect.Answer<?>) effect).reply())
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElseThrow();
    }

    /** As the shell does: what is to be persisted waits, and every answer with it. */
    private void took(List<ShareEffect> effects) {
        unwritten.addAll(effects);
        facts.check(core.snapshot(), core.nextDeadlineMillis(), now);
    }

    private void write() {
        if (!quiet && random.nextInt(200) == 0) failOver();
        else writeAll();
    }

    private void writeAll() {
        persist();
        facts.written();
        if (random.nextInt(4) == 0) {
            snapshot = core.snapshot();
            snapshotAt = journal.size();
        }
        List<ShareEffect> effects = List.copyOf(unwritten);
        unwritten.clear();
        for (ShareEffect effect : effects) {
            if (effect instanceof ShareEffect.Answer<?> answer) answer.give();
            else if (effect instanceof ShareEffect.CopyLetters copy) copy(copy);
        }
    }

    /** As the dead-letter topic does: writes all, some or nothing, and says so, or says nothing of what it has written. */
    private void copy(ShareEffect.CopyLetters copy) {
        facts.copies(copy.letters());
        note("copies " + copy.letters());
        List<Long> offsets = new ArrayList<>();
        for (DeadLetter each : copy.letters())
            for (long offset = each.first(); offset <= each.last(); offset++) offsets.add(offset);
        boolean fails = !quiet && random.nextInt(3) == 0;
        int written = fails ? random.nextInt(offsets.size() + 1) : offsets.size();
        int known = fails && random.nextBoolean() ? 0 : written;
        ShareCore asked = core;
        network.add(new InFlightMessage(now + random.nextInt(quiet ? 40 : 800), () -> {
            offsets.subList(0, written).forEach(facts::hasLetter);
            // a keeper that has died hears nothing; its successor has asked for a copy of the same number, maybe
            if (core != asked) return;
            note("copied " + known + " of " + copy.letters());
            took(core.lettersCopied(copy.copy(), known, known < offsets.size(), now));
        }));
    }

    private void persist() {
        ShareEvent.Changed together = null;
        for (ShareEffect effect : unwritten) {
            if (!(effect instanceof ShareEffect.Persist persist)) continue;
            if (persist.event() instanceof ShareEvent.Changed changed)
                together = together == null ? changed : together.followedBy(changed);
            else {
                if (together != null) journal.add(together);
                together = null;
                journal.add(persist.event());
            }
        }
        if (together != null) journal.add(together);
    }

    /** The keeper is asked to stop, and another one goes on. */
    private void handOver() {
        note("the keeper stops");
        took(core.handOver());
        List<ShareEffect> effects = List.copyOf(unwritten);
        persist();
        unwritten.clear();
        for (ShareEffect effect : effects) if (effect instanceof ShareEffect.Answer<?> answer) answer.give();
        facts.written();
        long heldBefore = core.held().stream().mapToLong(Stretch::count).sum();
        recover();
        if (core.held().stream().mapToLong(Stretch::count).sum() != heldBefore)
            throw new AssertionError("a planned stop has lost what members have");
        facts.check(core.snapshot(), core.nextDeadlineMillis(), now);
    }

    private void recover() {
        core = new ShareCore(() -> LIMITS);
        boolean fromSnapshot = random.nextBoolean();
        if (fromSnapshot) core.load(snapshot);
        journal.subList(fromSnapshot ? snapshotAt : 0, journal.size()).forEach(core::replay);
        core.recovered(now);
    }

    /** Nobody is answered; the write may or may not have been done. */
    private void failOver() {
        failovers++;
        boolean isWritten = random.nextBoolean();
        note("the keeper fails over; its last write is " + (isWritten ? "there" : "lost"));
        if (isWritten) persist();
        unwritten.clear();
        recover();
        boolean isHandedOver = !journal.isEmpty() && journal.get(journal.size() - 1) instanceof ShareEvent.Held;
        if (!isHandedOver && !core.held().isEmpty())
            throw new AssertionError("after a failure members still have " + core.held());
        facts.failedOver(core.snapshot(), core.held(), isWritten);
    }

    /** Trouble ends: everything must be dealt with. */
    private void quieten() {
        quiet = true;
        note("quiet");
        readers.forEach(SimulatedReader::becomeGood);
        for (int i = 0; i < 400 && !isDone(); i++) advance(500);
        if (!isDone()) throw new AssertionError("what is left: " + core.snapshot() + ", the log ends at " + logEnd);
        facts.checkAllIsDone(logEnd);
    }

    private boolean isDone() {
        ShareSnapshot snapshot = core.snapshot();
        return snapshot.startOffset() == logEnd
                && snapshot.stretches().isEmpty()
                && snapshot.letters().isEmpty();
    }

    int failovers() {
        return failovers;
    }

    ShareFacts facts() {
        return facts;
    }

    void note(String line) {
        story.add(now + " " + line);
        if (story.size() > STORY_LINES_MAX) story.removeFirst();
    }

    String story() {
        return String.join("\n", story);
    }
}
