/** What the cluster log tells: one event a line, the same in the log and on the gRPC stream. */
@NullMarked
package akkord.protocol.event;

import org.jspecify.annotations.NullMarked;
