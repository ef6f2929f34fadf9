/**
 * The rules of one share-partition (KIP-932): which offsets a member may have, what its words about them lead to, when
 * they are for others again, and how far the group has come. Plain classes: a request and the time go in, effects come
 * out, to be carried out in their order. Nothing here knows Akka, files, threads or clocks.
 *
 * <p>{@link akkord.actors.share.core.ShareCore} is the door. What must survive (where the group begins, what is
 * acknowledged or given up, how often the rest was delivered) is changed only by {@link
 * akkord.actors.share.core.ShareEvent}s, which are applied at once and come out as effects to be persisted before any
 * answer is given; a core whose event could not be persisted must be thrown away. Who has which offsets does not survive:
 * then they are for anybody, delivered as often as was last written.
 */
@NullMarked
package akkord.actors.share.core;

import org.jspecify.annotations.NullMarked;
