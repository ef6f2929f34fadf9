package akkord.actors.simulation;

import akkord.actors.partition.core.ReplicaEvent;
import akkord.actors.partition.core.ReplicaState;
import akkord.protocol.partition.FetchPosition;
import akkord.protocol.partition.FollowerAgreement;
import akkord.protocol.partition.FollowerAgreement.Diverging;
import java.util.List;

/** A node's fetches as a follower, and its answers as a leader: what fetcher and door do. */
final class Fetching {

    private static final int RECORDS_MAX = 8;
    private static final long ANSWER_MILLIS_MAX = 400;

    private final SimulatedNode node;
    private final Simulation simulation;
    private long fetches;

    Fetching(SimulatedNode node, Simulation simulation) {
        this.node = node;
        this.simulation = simulation;
    }

    void fetch(FetchPosition position) {
        long number = ++fetches;
        long nodeEpoch = node.epoch();
        SimulatedNode leader = simulation.node(position.leader());
        simulation.network.sendPerhapsTwice(
                node.id,
                leader.id,
                () -> leader.receive(0, () -> leader.fetching().onFetch(node, nodeEpoch, position, true)));
        node.later(ANSWER_MILLIS_MAX, () -> {
            if (number == fetches && node.core().awaits(position)) node.step(new ReplicaEvent.FollowFailed(position));
        });
    }

    private void onFetch(SimulatedNode follower, long nodeEpoch, FetchPosition position, boolean mayWait) {
        ReplicaState state = node.core().state();
        if (!state.leads() || state.leaderEpoch() != position.leaderEpoch()) {
            answer(follower, position, new ReplicaEvent.FollowFailed(position));
            return;
        }
        FollowerAgreement agreement = FollowerAgreement.check(
                node.log::endOffsetForEpoch,
                node.log.start(),
                node.log.end(),
                position.fetchOffset(),
                position.lastFetchedEpoch());
        if (agreement instanceof Diverging diverging) diverged(follower, position, diverging);
        else if (agreement instanceof FollowerAgreement.OutOfRange)
            answer(follower, position, new ReplicaEvent.OutOfRange(position, node.log.start()));
        else agreed(follower, nodeEpoch, position, mayWait);
    }

    private void agreed(SimulatedNode follower, long nodeEpoch, FetchPosition position, boolean mayWait) {
        if (mayWait) {
            ReplicaEvent fetched = new ReplicaEvent.FollowerFetched(
                    follower.id, nodeEpoch, position.leaderEpoch(), position.fetchOffset(), position.logStartOffset());
            boolean slow = simulation.world.chance(0.02);
            node.later(simulation.world.between(0, slow ? 300 : 8), () -> node.step(fetched));
        }
        boolean nothing = position.fetchOffset() == node.log.end();
        if (nothing && mayWait)
            node.later(simulation.world.between(15, 60), () -> onFetch(follower, nodeEpoch, position, false));
        else records(follower, position);
    }

    private void records(SimulatedNode follower, FetchPosition position) {
        long below = Math.min(node.log.end(), position.fetchOffset() + RECORDS_MAX);
        List<SimulatedLog.Entry> records = node.log.read(position.fetchOffset(), below);
        long watermark = node.core().state().highWatermark();
        long start = node.log.start();
        simulation.network.sendPerhapsTwice(
                node.id,
                follower.id,
                () -> follower.receive(0, () -> follower.fetching().onRecords(position, records, watermark, start)));
    }

    private void onRecords(FetchPosition position, List<SimulatedLog.Entry> records, long watermark, long start) {
        if (!node.core().awaits(position)) return;
        simulation.truth.accepted(node, position);
        node.log.replicate(records, simulation.world.nowMillis());
        records.forEach(entry -> simulation.truth.appended(node, entry));
        node.step(new ReplicaEvent.Replicated(position, node.log.end(), node.log.lastEpoch(), watermark, start));
    }

    private void diverged(SimulatedNode follower, FetchPosition position, Diverging diverging) {
        simulation.network.sendPerhapsTwice(
                node.id,
                follower.id,
                () -> follower.receive(
                        0,
                        () -> follower.step(new ReplicaEvent.Diverged(
                                position,
                                diverging.leaders(),
                                follower.log.endOffsetForEpoch(
                                        diverging.leaders().leaderEpoch())))));
    }

    private void answer(SimulatedNode follower, FetchPosition position, ReplicaEvent event) {
        simulation.network.sendPerhapsTwice(
                node.id, follower.id, () -> follower.receive(0, () -> follower.step(event)));
    }
}
