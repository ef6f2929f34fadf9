package akkord.actors.share;

import akkord.actors.share.core.ShareEffect.GivenUp;
import akkord.actors.share.core.ShareLimits;
import akkord.protocol.share.ShareKey;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What the keepers of a node are given.
 *
 * @param limits of a group, as they are now
 * @param clock milliseconds since 1970, which never go back while the node runs
 * @param givenUp told of what nobody gets any more, once that is on record; must not block
 */
public record ShareContext(
        ShareSettings settings,
        Function<String, ShareLimits> limits,
        LongSupplier clock,
        BiConsumer<ShareKey, GivenUp> givenUp) {}
