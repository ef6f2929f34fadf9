package akkord.persistence.log.producers;

/**
 * One batch of an idempotent producer that is in the log.
 *
 * @param lastSequence may be smaller than {@code baseSequence}: behind 2147483647 comes 0
 * @param timestampMillis the largest of its records
 */
public record BatchMark(int baseSequence, int lastSequence, long baseOffset, long lastOffset, long timestampMillis) {}
