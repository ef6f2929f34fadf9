/**
 * One replica of one partition as an actor: the shell around {@code core}. It owns the replica's segment log
 * (nobody else writes to it), collects the appends that wait in its mailbox into one gathered write, answers
 * producers as durably as they asked for, wakes the fetches that wait, and publishes after every change an
 * immutable view that anyone may read without a message.
 *
 * <pre>
 *                 Assign                         Close
 *   Opening -----------------> Serving ------------------------> Closing --> stopped
 *      |                        |   ^                              ^
 *      | damaged, unreadable    |   | opened again (not if         |
 *      '------------> Offline <-'---'  damaged)                    |
 *                        '-----------------------------------------'
 * </pre>
 *
 * What is left in the mailbox of an actor that died is answered by {@code StrayCommands}. One class a phase; {@code Replica} is what they share and has the one method that changes it. Everything runs
 * on {@link akkord.actors.partition.Partition#DISPATCHER}, because files block. It knows the log and the
 * protocol; it does not know doors, the controller, or where it was started.
 */
@NullMarked
package akkord.actors.partition;

import org.jspecify.annotations.NullMarked;
