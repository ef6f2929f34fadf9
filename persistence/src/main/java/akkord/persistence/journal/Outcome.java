package akkord.persistence.journal;

/**
 * What became of one operation.
 *
 * @param accepted false when a write did not begin right after the highest sequence number
 * @param highestSequenceNr of its persistence id, afterwards
 */
record Outcome(boolean accepted, long highestSequenceNr) {}
