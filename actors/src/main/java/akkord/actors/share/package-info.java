/**
 * Share-partitions as actors: what one share group (KIP-932) has read of one partition. {@link
 * akkord.actors.share.ShareKeeper} is the shell around {@code core}, one for each, event-sourced: it persists what the
 * core decides, then answers; what waits in its mailbox shares a write. Reads no records, and knows neither doors nor
 * where it was started or why.
 */
@NullMarked
package akkord.actors.share;

import org.jspecify.annotations.NullMarked;
