package akkord.actors.simulation;

import akkord.actors.partition.core.Durability;
import akkord.actors.partition.core.FaultyReplicas;
import akkord.actors.partition.core.ReplicaCore;
import akkord.actors.partition.core.ReplicaEffect;
import akkord.actors.partition.core.ReplicaEvent;
import akkord.actors.partition.core.ReplicaTimes;
import akkord.actors.partition.core.WrittenAppend;
import akkord.persistence.log.producers.ProducerVerdict;
import akkord.protocol.controller.ControllerCommand.AlterPartitionsResult;
import akkord.protocol.controller.ControllerCommand.RegisterNode;
import akkord.protocol.controller.ControllerCommand.ReplicaNews;
import akkord.protocol.controller.ControllerCommand.ReplicaReport;
import akkord.protocol.controller.ControllerCommand.ReportReplicas;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.NodeStatus;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.partition.Acks;
import akkord.protocol.partition.AppendResult;
import akkord.protocol.partition.AppendResult.NotAppended;
import akkord.protocol.partition.Reply;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node that holds a replica: its process comes and goes, its log stays. What the actor's shell does is done here. */
final class SimulatedNode {

    static final TopicPartition PARTITION = new TopicPartition("t", 0);
    private static final ReplicaTimes TIMES = new ReplicaTimes(Scenario.LAG_MILLIS_MAX, 120, 12, 2, 30);
    private static final long APPEND_MILLIS_MAX = 1_500;

    final int id;
    final SimulatedLog log = new SimulatedLog();
    private final Simulation simulation;
    private final World world;
    private final Fetching fetching;
    private final Proposing proposing;

    private ReplicaCore core;
    private boolean alive;
    private int process;
    private int openings;
    private int losses;

    /** Of its records, as this process has registered them. */
    private String recordsId = "";

    private @Nullable MetadataImage known;
    private boolean registered;
    private boolean holdsReplica;
    private long pausedUntilMillis;
    private long wakeAtMillis = Long.MAX_VALUE;
    private long checkpointedWatermark;

    /** The power failed and the controller has not heard of the process since. */
    private boolean lostRecords;

    /** The log was opened again without some, and the controller has not heard of that. */
    private boolean reopenedWithout;

    SimulatedNode(int id, Simulation simulation) {
        this.id = id;
        this.simulation = simulation;
        this.world = simulation.world;
        this.fetching = new Fetching(this, simulation);
        this.proposing = new Proposing(this, simulation);
        this.core = newCore();
    }

    private ReplicaCore newCore() {
        return FaultyReplicas.create(
                id, PARTITION, simulation.scenario.durability(), TIMES, simulation.faults.replicas());
    }

    ReplicaCore core() {
        return core;
    }

    boolean isAlive() {
        return alive;
    }

    boolean isPaused() {
        return world.nowMillis() < pausedUntilMillis;
    }

    int process() {
        return process;
    }

    String incarnation() {
        return id + "/" + process;
    }

    boolean holdsReplica() {
        return holdsReplica;
    }

    boolean lostRecords() {
        return lostRecords || reopenedWithout;
    }

    /** Drawn anew by the controller for each process; -1 before it is known. */
    long epoch() {
        MetadataImage image = known;
        return image == null ? -1 : image.nodes().get(id).epoch();
    }

    @Nullable
    MetadataImage known() {
        return known;
    }

    void start() {
        alive = true;
        process++;
        known = null;
        registered = false;
        recordsId = id + " " + losses;
        wakeAtMillis = Long.MAX_VALUE;
        pausedUntilMillis = 0;
        core = newCore();
        core.on(opened(), world.nowMillis());
        simulation.truth.restarted(this);
        world.tell(() -> "node " + incarnation() + " starts, log " + log.start() + ".." + log.end());
        register();
        subscribe();
    }

    private ReplicaEvent opened() {
        return new ReplicaEvent.LogOpened(
                log.start(), log.end(), log.flushedOffset(), log.lastEpoch(), checkpointedWatermark);
    }

    /** @param power lost too: what was not flushed is gone */
    void crash(boolean power) {
        world.tell(() -> "node " + incarnation() + (power ? " loses power" : " crashes"));
        alive = false;
        if (lose(power) || reopenedWithout) lostRecords = true;
        reopenedWithout = false;
        core = newCore();
    }

    private void loseTail() {
        log.loseTail(world);
        if (simulation.scenario.durability() == Durability.DISK) return;
        reopenedWithout = true;
        losses++;
    }

    /** True when something that counted is gone. */
    private boolean lose(boolean power) {
        if (power) log.losePower(world);
        else log.afterCrash();
        boolean loses = power && simulation.scenario.durability() == Durability.PAGE_CACHE;
        if (loses) losses++;
        return loses;
    }

    /** Its process goes on, but its log is closed and opened again. @param shorter some of what was not flushed is gone */
    void reopen(boolean shorter) {
        if (!holdsReplica) return;
        world.tell(() -> "node " + incarnation() + " opens its log again" + (shorter ? ", shorter" : ""));
        step(new ReplicaEvent.StoppedServing(new Refusal(ErrorCode.KAFKA_STORAGE_ERROR, "closed")));
        if (shorter) loseTail();
        log.afterCrash();
        openings++;
        core.on(opened(), world.nowMillis());
        simulation.truth.restarted(this);
        world.tell(() -> "log " + log.start() + ".." + log.end());
        MetadataImage image = known;
        if (image != null) image.partition(PARTITION).ifPresent(this::assign);
    }

    private void assign(PartitionImage partition) {
        step(new ReplicaEvent.Assigned(partition, minInSync()));
    }

    /** As far as the metadata that have come here say. */
    private int minInSync() {
        MetadataImage image = known;
        if (image == null) return simulation.scenario.minInSync();
        return Integer.parseInt(image.topics().get("t").config().get("min.insync.replicas"));
    }

    /** Whoever starts here next has what this process has. */
    private void lossIsRecorded() {
        reopenedWithout = false;
        recordsId = id + " " + losses;
        registered = false;
        register();
    }

    private void reportReturn(ReplicaEffect.ReportReturn report) {
        ReplicaNews news = report.losses() ? ReplicaNews.REOPENED_WITH_LOSSES : ReplicaNews.REOPENED;
        ReportReplicas command = new ReportReplicas(
                id, epoch(), List.of(new ReplicaReport(simulation.topicId(), 0, report.leaderEpoch(), news)), null);
        int mine = process;
        int ofLosses = losses;
        boolean[] answered = {false};
        simulation.ask(
                id,
                command,
                answer -> receive(mine, () -> {
                    PartitionImage image =
                            ((AlterPartitionsResult) answer).results().get(0).image();
                    if (answered[0]) return;
                    answered[0] = true;
                    if (image != null && losses == ofLosses) lossIsRecorded();
                    if (losses == ofLosses) step(new ReplicaEvent.ReturnAnswered(image));
                }));
        later(300, () -> {
            if (answered[0]) return;
            answered[0] = true;
            step(new ReplicaEvent.ReturnAnswered(null));
        });
    }

    /** The controller has recorded the process that lost records. */
    void registrationIsRecorded(NodeImage recorded) {
        if (alive && recorded.incarnation().equals(incarnation())) lostRecords = false;
    }

    void pause(long millis) {
        pausedUntilMillis = world.nowMillis() + millis;
        world.tell(() -> "node " + incarnation() + " is paused for " + millis + " ms");
    }

    void resume() {
        pausedUntilMillis = 0;
    }

    /** Whatever comes from outside or from a timer of {@code ofProcess} (0: any): heard unless dead, later if paused. */
    void receive(int ofProcess, Runnable message) {
        if (!alive || (ofProcess != 0 && ofProcess != process)) return;
        if (isPaused()) world.after(pausedUntilMillis - world.nowMillis(), () -> receive(ofProcess, message));
        else message.run();
    }

    void later(long delayMillis, Runnable action) {
        int mine = process;
        world.after(delayMillis, () -> receive(mine, action));
    }

    private void register() {
        if (registered) return;
        NodeImage self = new NodeImage(id, incarnation(), "host-" + id, 1, 2, 3, null, "0.1.0", NodeStatus.UP);
        RegisterNode command = new RegisterNode(self.withRecordsId(recordsId), null, null);
        int mine = process;
        simulation.ask(id, command, answer -> receive(mine, () -> registered = true));
        later(150, this::register);
    }

    /** A message of a former process may have come after this one's. */
    private void registerAgain() {
        if (!registered) return;
        registered = false;
        register();
    }

    private void subscribe() {
        int mine = process;
        simulation.network.send(id, Network.CONTROLLER, () -> {
            MetadataImage image = simulation.controllers.known();
            simulation.network.send(Network.CONTROLLER, id, () -> receive(mine, () -> onImage(image)));
        });
        later(150, this::subscribe);
    }

    /** Taken over once it shows this very process: before, it is about another. */
    void onImage(MetadataImage image) {
        MetadataImage before = known;
        NodeImage self = image.nodes().get(id);
        if (self == null || !self.incarnation().equals(incarnation())) {
            registerAgain();
            return;
        }
        if (before != null && image.version() <= before.version()) return;
        known = image;
        PartitionImage partition = image.partition(PARTITION).orElse(null);
        if (partition == null) return;
        if (partition.replicas().contains(id)) {
            holdsReplica = true;
            assign(partition);
        } else if (holdsReplica) {
            drop();
        }
    }

    /** The partition was moved away. */
    private void drop() {
        world.tell(() -> "node " + id + " drops its replica");
        holdsReplica = false;
        log.restartAt(0);
        checkpointedWatermark = 0;
        core = newCore();
        core.on(opened(), world.nowMillis());
        simulation.truth.restarted(this);
    }

    void step(ReplicaEvent event) {
        List<ReplicaEffect> effects = core.on(event, world.nowMillis());
        simulation.truth.stepped(this);
        ReplicaCore asked = core;
        for (ReplicaEffect effect : effects) if (core == asked) run(effect);
        if (world.chance(0.05)) checkpointedWatermark = core.state().highWatermarkToKeep();
        wakeInTime();
    }

    private void wakeInTime() {
        long at = core.wakeAtMillis();
        if (at >= wakeAtMillis) return;
        wakeAtMillis = at;
        later(Math.max(1, at - world.nowMillis()), () -> {
            wakeAtMillis = Long.MAX_VALUE;
            step(new ReplicaEvent.TimePassed());
        });
    }

    private void run(ReplicaEffect effect) {
        if (effect instanceof ReplicaEffect.Answer answer) answer.replyTo().send(answer.result());
        else if (effect instanceof ReplicaEffect.Flush flush) flush(flush.upToOffset());
        else if (effect instanceof ReplicaEffect.Follow follow) fetching.fetch(follow.position());
        else if (effect instanceof ReplicaEffect.ProposeIsr propose) proposing.propose(propose);
        else if (effect instanceof ReplicaEffect.ReportReturn report) reportReturn(report);
        else if (effect instanceof ReplicaEffect.AdvanceLogStart advance) advanceStart(advance.offset());
        else if (effect instanceof ReplicaEffect.TruncateTo cut) cut(cut.offset(), false);
        else if (effect instanceof ReplicaEffect.RestartAt cut) cut(cut.offset(), true);
    }

    private void cut(long offset, boolean fully) {
        world.tell(
                () -> "node " + id + " cuts its log from " + log.end() + " to " + offset + (fully ? ", emptied" : ""));
        if (fully) log.restartAt(offset);
        else log.truncateTo(offset);
        step(new ReplicaEvent.LogCut(log.start(), log.end(), log.lastEpoch()));
    }

    void advanceStart(long offset) {
        log.advanceStart(offset);
        step(new ReplicaEvent.LogStartMoved(log.start()));
    }

    private void flush(long upTo) {
        Runnable done = log.beginFlush();
        int mine = process;
        int opening = openings;
        ReplicaCore asked = core;
        world.after(world.between(1, simulation.scenario.flushMillisMax()), () -> {
            if (mine != process || !alive || opening != openings) return;
            done.run();
            receive(mine, () -> {
                if (core == asked && opening == openings) step(new ReplicaEvent.Flushed(upTo));
            });
        });
    }

    /** As the door and the actor do it together: admitted, judged by its producer's sequence, written. */
    void produce(ByteBuffer sent, Acks acks, long value, Reply<AppendResult> reply) {
        Refusal why = core.refusals().ofAppend(acks, core.isCrowded());
        if (why != null) {
            reply.send(new NotAppended(why));
            return;
        }
        ByteBuffer batch = ByteBuffer.wrap(sent.array().clone());
        int epoch = core.state().leaderEpoch();
        ProducerVerdict verdict = log.judge(batch, epoch, world.nowMillis());
        if (verdict instanceof ProducerVerdict.Refused refused) {
            simulation.truth.sequenceRefused(this, refused, value);
            reply.send(new NotAppended(new Refusal(refused.code(), refused.what())));
        } else if (verdict instanceof ProducerVerdict.Repeated first) {
            step(new ReplicaEvent.Repeated(written(first.baseOffset(), acks, reply)));
        } else {
            SimulatedLog.Entry entry = log.append(batch, epoch, value);
            simulation.truth.appended(this, entry);
            step(new ReplicaEvent.Wrote(List.of(written(entry.offset(), acks, reply)), log.end()));
        }
    }

    private WrittenAppend written(long offset, Acks acks, Reply<AppendResult> reply) {
        return new WrittenAppend(offset, offset + 1, 100, -1, acks, world.nowMillis() + APPEND_MILLIS_MAX, reply);
    }

    Fetching fetching() {
        return fetching;
    }
}
