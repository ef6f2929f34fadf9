package akkord.protocol.partition;

import akkord.protocol.domain.Refusal;
import java.util.List;

/** The answer to {@link PartitionCommand.Append}. */
public sealed interface AppendResult {

    /**
     * The batches are in the log as durably as was asked for.
     *
     * @param baseOffset of the first record
     * @param logAppendTimeMillis the time written into the records, or -1 where they keep their own
     */
    record Appended(long baseOffset, long logAppendTimeMillis, long logStartOffset) implements AppendResult {}

    /**
     * None of the batches is in the log (unless the code is REQUEST_TIMED_OUT or NOT_ENOUGH_REPLICAS_AFTER_APPEND).
     *
     * @param records the ones to blame, where it is single records
     */
    record NotAppended(Refusal why, List<RecordFault> records) implements AppendResult {

        public NotAppended(Refusal why) {
            this(why, List.of());
        }
    }

    /** What is wrong with one record. @param index its place in its batch, from 0 */
    record RecordFault(int index, String what) {}
}
