/**
 * The segment log: what a partition replica keeps on disk.
 *
 * <p>{@link akkord.persistence.log.LogEnvironment} is what all logs of a node share: the open files, the
 * flusher, the recovery points. {@link akkord.persistence.log.PartitionLog} is one replica's log: a list of
 * segments, written by one owner and read by anyone through an immutable snapshot. A segment is a file of
 * record batches exactly as they came, with a sparse index of offsets and one of timestamps, both of which can
 * be thrown away and built again.
 *
 * <p>What was forced to the disk lies below the recovery point. Above it a crash may leave anything, and
 * recovery keeps every whole, valid batch up to the first that is not. Below it anything wrong is damage, which
 * is reported with file and position and never cut away.
 *
 * <p>May know: bytes, files, the settings of a topic. May not know: actors, roles, who is asking.
 */
@NullMarked
package akkord.persistence.log;

import org.jspecify.annotations.NullMarked;
