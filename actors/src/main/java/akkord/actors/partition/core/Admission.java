package akkord.actors.partition.core;

import akkord.protocol.domain.Refusal;

/** Whether one produce's batches may go into the log. */
public sealed interface Admission {

    /** @param records in all its batches together, one offset each */
    record Admitted(long records) implements Admission {}

    record Refused(Refusal why) implements Admission {}
}
