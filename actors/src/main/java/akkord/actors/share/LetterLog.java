package akkord.actors.share;

import akkord.actors.share.core.ShareEffect.LettersLost;
import akkord.protocol.domain.Refusal;
import akkord.protocol.share.DeadLetter;
import akkord.protocol.share.DeadLetters.Copied;
import akkord.protocol.share.ShareKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once what is wrong with the dead letters of a share-partition, and again when it is something else or for long. */
final class LetterLog {

    private static final Logger LOG = LoggerFactory.getLogger(LetterLog.class);
    private static final long AGAIN_MILLIS = 600_000;
    private static final long LOST_AGAIN_MILLIS = 60_000;

    private final ShareKey key;
    private @Nullable String said;
    private long saidAtMillis;
    private long lost;
    private long lostSaidAtMillis = Long.MIN_VALUE;

    LetterLog(ShareKey key) {
        this.key = key;
    }

    /** @param due how many offsets wait now */
    void copied(Copied copied, long due, long nowMillis) {
        Refusal why = copied.why();
        if (why == null) {
            if (said != null) LOG.info("the dead letters of {} are written again; {} still wait", key, due);
            said = null;
            return;
        }
        boolean isKnown = why.message().equals(said) && nowMillis - saidAtMillis < AGAIN_MILLIS;
        if (isKnown) return;
        said = why.message();
        saidAtMillis = nowMillis;
        LOG.warn("{} dead letters of {} wait, and are tried again: {}", due, key, why.message());
    }

    void lost(LettersLost letters, long nowMillis) {
        long count = letters.letters().stream().mapToLong(DeadLetter::count).sum();
        switch (letters.cause()) {
            case FORGOTTEN ->
                LOG.warn(
                        "{} dead letters of {} were not written yet and never will be: its state is deleted",
                        count,
                        key);
            case TOO_MANY_WAIT -> tooMany(count, letters.letters().get(0), nowMillis);
        }
    }

    private void tooMany(long count, DeadLetter first, long nowMillis) {
        lost += count;
        if (lostSaidAtMillis != Long.MIN_VALUE && nowMillis - lostSaidAtMillis < LOST_AGAIN_MILLIS) return;
        lostSaidAtMillis = nowMillis;
        LOG.warn(
                "{} records of {} were given up without a dead letter, the last from offset {} on: as many wait as may"
                        + " (akkord.share.dead-letters.waiting-max). See why they wait, further up",
                lost,
                key,
                first.first());
        lost = 0;
    }
}
