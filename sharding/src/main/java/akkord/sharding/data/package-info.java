/**
 * The data folder as a whole: one process at a time, one node id, one cluster. What lies in its subfolders
 * belongs to the log and the journal. Plain files; no Akka.
 */
@NullMarked
package akkord.sharding.data;

import org.jspecify.annotations.NullMarked;
