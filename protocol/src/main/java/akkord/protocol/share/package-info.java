/**
 * How the keeper of a share-partition is spoken to: of one partition of a topic, as one share group (KIP-932) reads it.
 * Commands and answers cross nodes, since a keeper runs wherever its shard does; whoever asks need not know where
 * ({@link akkord.protocol.share.ShareAccess}).
 */
@NullMarked
package akkord.protocol.share;

import org.jspecify.annotations.NullMarked;
