package akkord.persistence.journal.peer;

import akka.actor.AbstractActor;
import akka.actor.ActorRef;
import akka.actor.Props;

/** The journal's well-known actor of a node: joins pieces and gives the whole to {@link PeerCalls}. */
final class PeerActor extends AbstractActor {

    static final String NAME = "akkord-journal";

    private final PeerCalls calls;
    private final Assembly assembly;

    PeerActor(PeerCalls calls, PeerTuning tuning) {
        this.calls = calls;
        this.assembly = new Assembly(tuning);
    }

    static Props props(PeerCalls calls, PeerTuning tuning) {
        return Props.create(PeerActor.class, () -> new PeerActor(calls, tuning));
    }

    @Override
    public Receive createReceive() {
        return receiveBuilder().match(Piece.class, this::onPiece).build();
    }

    private void onPiece(Piece piece) {
        ActorRef from = getSender();
        assembly.add(from.path().toSerializationFormat(), piece).ifPresent(bytes -> {
            if (piece.isAnswer()) calls.onAnswer(piece.call(), piece.kind(), bytes);
            else calls.onRequest(from, piece.call(), piece.kind(), bytes);
        });
    }
}
