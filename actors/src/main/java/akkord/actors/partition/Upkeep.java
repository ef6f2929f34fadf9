package akkord.actors.partition;

import akkord.actors.partition.core.ReplicaEvent;
import akkord.protocol.partition.DamagedLogException;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an open log needs from time to time. */
final class Upkeep {

    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    private Upkeep() {}

    /** Only the replica's actor calls it. */
    static void run(OwnMessage.Sweep due, Replica replica, ReplicaLog log) throws DamagedLogException {
        switch (due) {
            case SEGMENTS -> clean(replica, log);
            case PRODUCERS -> expireProducers(replica, log);
            case PRODUCERS_CHECKPOINT -> log.checkpointProducers();
        }
    }

    private static void clean(Replica replica, ReplicaLog log) throws DamagedLogException {
        try {
            log.clean(replica.context.nowMillis(), replica.core.state().highWatermark());
            replica.step(new ReplicaEvent.LogStartMoved(log.logStartOffset()));
        } catch (DamagedLogException damaged) {
            throw damaged;
        } catch (IOException trouble) {
            LOG.atWarn()
                    .addKeyValue("partition", replica.partition)
                    .setCause(trouble)
                    .log("old segments stay for now");
        }
    }

    private static void expireProducers(Replica replica, ReplicaLog log) {
        int expirationMillis = replica.context.brokerSettings().now().integer("producer.id.expiration.ms");
        log.producers().expire(replica.context.nowMillis(), expirationMillis);
    }
}
