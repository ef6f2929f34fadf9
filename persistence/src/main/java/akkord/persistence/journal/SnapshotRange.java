package akkord.persistence.journal;

/** Which snapshots of an id are meant; all bounds inclusive. */
record SnapshotRange(long minSequenceNr, long maxSequenceNr, long minTimestampMillis, long maxTimestampMillis) {

    boolean holds(long sequenceNr, long timestampMillis) {
        return sequenceNr >= minSequenceNr
                && sequenceNr <= maxSequenceNr
                && timestampMillis >= minTimestampMillis
                && timestampMillis <= maxTimestampMillis;
    }
}
