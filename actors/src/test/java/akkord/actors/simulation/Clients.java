package akkord.actors.simulation;

import akkord.actors.partition.core.ReplicaState;
import akkord.protocol.batch.RecordBatch;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.partition.Acks;
import akkord.protocol.partition.AppendResult;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Producers that repeat what was not acknowledged, one that does not care, and a consumer. */
final class Clients {

    private static final int RETRY_MILLIS = 350;

    private final Simulation simulation;
    private final World world;
    private final List<Producer> producers = new ArrayList<>();
    private long values;
    private boolean ending;
    private long position;

    Clients(Simulation simulation) {
        this.simulation = simulation;
        this.world = simulation.world;
        for (int id = 1; id <= 2; id++) producers.add(new Producer(id));
    }

    void start() {
        producers.forEach(Producer::next);
        careless();
        consume();
    }

    /** Nobody begins anything any more. */
    void end() {
        ending = true;
    }

    boolean areDone() {
        return producers.stream().noneMatch(producer -> producer.waiting);
    }

    /** Whoever a node that can be reached takes for the leader. */
    private SimulatedNode leader() {
        List<SimulatedNode> nodes = simulation.nodes();
        MetadataImage image = world.pick(nodes).known();
        PartitionImage partition =
                image == null ? null : image.partition(SimulatedNode.PARTITION).orElse(null);
        return partition == null || !partition.hasLeader() ? world.pick(nodes) : simulation.node(partition.leader());
    }

    private void careless() {
        if (ending) return;
        SimulatedNode leader = leader();
        long value = ++values;
        ByteBuffer batch = batch(-1, (short) -1, -1);
        toNode(() -> leader.receive(0, () -> leader.produce(batch, Acks.LEADER, value, answer -> {})));
        world.after(world.between(20, 200), this::careless);
    }

    /** Clients are never cut off for long, but their messages take their time. */
    private void toNode(Runnable message) {
        if (world.chance(simulation.scenario.lossRate())) return;
        world.after(world.between(1, simulation.scenario.delayMillisMax()), message);
    }

    private void consume() {
        SimulatedNode leader = leader();
        toNode(() -> leader.receive(0, () -> read(leader)));
        world.after(world.between(30, 120), this::consume);
    }

    /** Promise 3: without gaps, and below the high watermark of whoever leads. */
    private void read(SimulatedNode leader) {
        ReplicaState state = leader.core().state();
        if (!state.leads()) return;
        position = Math.max(position, state.logStartOffset());
        while (position < state.highWatermark()) {
            simulation.truth.checkRead(position, leader.log.at(position).chain());
            position++;
        }
    }

    private static ByteBuffer batch(long producerId, short epoch, int sequence) {
        ByteBuffer batch = ByteBuffer.allocate(RecordBatch.HEADER_BYTES);
        batch.putInt(8, RecordBatch.HEADER_BYTES - RecordBatch.LENGTH_PREFIX_BYTES);
        batch.put(16, RecordBatch.MAGIC);
        batch.putLong(43, producerId);
        batch.putShort(51, epoch);
        batch.putInt(53, sequence);
        batch.putInt(57, 1);
        return batch;
    }

    /** Idempotent, acks=all, one record under way. */
    private final class Producer {
        private long producerId;
        private int sequence = -1;
        private long value;
        private boolean waiting;

        Producer(long producerId) {
            this.producerId = producerId;
        }

        private void next() {
            waiting = false;
            if (ending) return;
            sequence++;
            value = ++values;
            waiting = true;
            send(sequence);
        }

        private void send(int mine) {
            if (!waiting || mine != sequence) return;
            SimulatedNode leader = leader();
            ByteBuffer batch = batch(producerId, (short) 0, sequence);
            long sent = value;
            toNode(() -> leader.receive(
                    0, () -> leader.produce(batch, Acks.ALL, sent, answer -> onAnswer(leader, mine, sent, answer))));
            world.after(RETRY_MILLIS, () -> send(mine));
        }

        private void onAnswer(SimulatedNode leader, int mine, long sent, AppendResult answer) {
            if (answer instanceof AppendResult.NotAppended refused) {
                // its former records are lost, which only an unclean election may do: it begins anew
                if (refused.why().code() == ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER && simulation.scenario.unclean())
                    producerId += 100;
                return;
            }
            AppendResult.Appended appended = (AppendResult.Appended) answer;
            simulation.truth.acknowledged(leader, appended.baseOffset(), sent);
            toNode(() -> {
                if (waiting && mine == sequence) world.after(world.between(1, 40), this::next);
                if (mine == sequence) waiting = false;
            });
        }
    }
}
