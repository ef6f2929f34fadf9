/**
 * The replicated journal: what Akka Persistence writes, kept by a state machine that Apache Ratis (Raft)
 * replicates. {@link akkord.persistence.journal.ReplicatedJournal} is the door; the two plugins
 * {@code akkord.journal} and {@code akkord.snapshot-store} go through it. The rules (contiguous sequence
 * numbers, repeats, deletes) are in {@link akkord.persistence.journal.JournalState}, which knows neither Akka
 * nor Ratis. Nothing here knows what the events mean.
 */
@org.jspecify.annotations.NullMarked
package akkord.persistence.journal;
