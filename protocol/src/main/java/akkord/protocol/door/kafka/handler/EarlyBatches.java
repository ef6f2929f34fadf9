package akkord.protocol.door.kafka.handler;

import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.handler.RefusedBatches.Place;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Batches of one connection for partitions that this node is about to lead: their client has heard of an election
 * sooner than this node, from one that told it where to go (KIP-951). They wait a moment, in their order, because a
 * client that is refused by the leader it was sent to comes again only after its {@code retry.backoff.ms}. Bounded by
 * what may be under way on a connection. Event loop only.
 */
final class EarlyBatches {

    private static final AttributeKey<EarlyBatches> OF_CONNECTION = AttributeKey.valueOf("early batches");

    /** News of an election reach all nodes within some milliseconds of each other. */
    private static final long WAIT_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(50);

    private static final Logger LOG = LoggerFactory.getLogger(EarlyBatches.class);
    private static final long LOOK_MILLIS = 2;

    /** @param isEarly whether there is still nothing but to wait @param settle writes it or refuses it; never throws */
    private record Batch(BooleanSupplier isEarly, Runnable settle, long untilNanos) {}

    private final EventExecutor loop;
    private final Map<Place, Deque<Batch>> waiting = new HashMap<>();

    private EarlyBatches(EventExecutor loop) {
        this.loop = loop;
    }

    /** Whether earlier batches for {@code place} wait, behind which later ones have to. */
    static boolean areWaiting(Call call, Place place) {
        if (!call.ofConnection().hasAttr(OF_CONNECTION)) return false;
        EarlyBatches early = call.ofConnection().attr(OF_CONNECTION).get();
        return early != null && early.waiting.containsKey(place);
    }

    static void await(Call call, Place place, BooleanSupplier isEarly, Runnable settle) {
        Attribute<EarlyBatches> known = call.ofConnection().attr(OF_CONNECTION);
        EarlyBatches early = known.get();
        if (early == null) known.set(early = new EarlyBatches(call.eventLoop()));
        early.add(place, new Batch(isEarly, settle, System.nanoTime() + WAIT_NANOS_MAX));
    }

    private void add(Place place, Batch batch) {
        boolean first = waiting.isEmpty();
        waiting.computeIfAbsent(place, none -> new ArrayDeque<>()).add(batch);
        if (first) lookSoon();
    }

    private void lookSoon() {
        try {
            loop.schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopping) {
            ArrayList<Deque<Batch>> all = new ArrayList<>(waiting.values());
            waiting.clear();
            all.forEach(ofPlace -> ofPlace.forEach(batch -> batch.settle().run()));
        }
    }

    private void look() {
        List<Batch> ripe = new ArrayList<>();
        for (Iterator<Deque<Batch>> all = waiting.values().iterator(); all.hasNext(); ) {
            Deque<Batch> ofPlace = all.next();
            Batch head = ofPlace.element();
            if (System.nanoTime() - head.untilNanos() < 0 && isEarly(head)) continue;
            all.remove();
            ripe.addAll(ofPlace);
        }
        // first, so that what goes wrong with one batch leaves the others their turn
        if (!waiting.isEmpty()) lookSoon();
        for (Batch batch : ripe) batch.settle().run();
    }

    /** What goes wrong here goes wrong again when the batch is settled, and is answered then. */
    private static boolean isEarly(Batch batch) {
        try {
            return batch.isEarly().getAsBoolean();
        } catch (RuntimeException fault) {
            LOG.error("it could not be found out who leads the partition of a waiting batch", fault);
            return false;
        }
    }
}
