package akkord.actors.share;

import akkord.actors.share.core.ShareLimits;
import akkord.protocol.share.DeadLetters;
import akkord.protocol.share.ShareKey;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What the keepers of a node are given.
 *
 * @param limits of a share-partition, as they are now
 * @param clock milliseconds since 1970, which never go back while the node runs
 * @param letters told of what nobody gets any more, once that is on record
 */
public record ShareContext(
        ShareSettings settings, Function<ShareKey, ShareLimits> limits, LongSupplier clock, DeadLetters letters) {}
