/** What every node knows of the cluster: one immutable image, replaced whole. Plain values; no Akka. */
@NullMarked
package akkord.protocol.metadata;

import org.jspecify.annotations.NullMarked;
