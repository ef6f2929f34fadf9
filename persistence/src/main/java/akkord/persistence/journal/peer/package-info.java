/**
 * Calls between the journal's nodes over Akka remoting: a request and its answer are bytes, cut into pieces that
 * fit a frame. Knows Akka and nothing of Raft or of the journal. {@link akkord.persistence.journal.peer.PeerCalls}
 * is the door.
 */
@org.jspecify.annotations.NullMarked
package akkord.persistence.journal.peer;
