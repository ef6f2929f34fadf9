package akkord.persistence.log.producers;

import akkord.protocol.domain.ErrorCode;

/** Whether one append fits what its producer wrote before. */
public sealed interface ProducerVerdict {

    /** It follows on, or is of no idempotent producer. */
    enum Fits implements ProducerVerdict {
        FITS
    }

    /** All of it is in the log already, or in what is about to be written. */
    record Repeated(long baseOffset, long lastOffset, long timestampMillis) implements ProducerVerdict {}

    /** @param what for people, without naming the partition */
    record Refused(ErrorCode code, String what) implements ProducerVerdict {}
}
