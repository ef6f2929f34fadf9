package akkord.actors.partition.core;

import akkord.protocol.partition.Acks;
import akkord.protocol.partition.AppendResult;
import akkord.protocol.partition.Reply;

/**
 * One produce whose batches are in the log, and who is to be told.
 *
 * @param baseOffset of its first record
 * @param endOffset one past its last record
 * @param bytes of its batches
 * @param logAppendTimeMillis the time written into its records, -1 where they keep their own
 * @param deadlineMillis when a producer that waits for all replicas is told that it took too long
 */
public record WrittenAppend(
        long baseOffset,
        long endOffset,
        int bytes,
        long logAppendTimeMillis,
        Acks acks,
        long deadlineMillis,
        Reply<AppendResult> replyTo) {}
