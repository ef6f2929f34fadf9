package akkord.actors.partition.core;

import akkord.protocol.domain.Refusal;
import akkord.protocol.partition.AppendResult.RecordFault;
import java.util.List;

/** Whether one produce's batches may go into the log. */
public sealed interface Admission {

    /** @param records in all its batches together, one offset each */
    record Admitted(long records) implements Admission {}

    /** Not as they are: {@link Preparation} has to decompress some, to look into them or to change their codec. */
    record ToPrepare() implements Admission {}

    /** @param records the ones to blame, where it is single records */
    record Refused(Refusal why, List<RecordFault> records) implements Admission {

        public Refused(Refusal why) {
            this(why, List.of());
        }
    }
}
