package akkord.actors.simulation;

import akkord.actors.controller.SimulatedController;
import akkord.protocol.controller.ControllerCommand;
import akkord.protocol.controller.ControllerCommand.AlterReassignments;
import akkord.protocol.metadata.MetadataImage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The controller's shell, and its replacement: one is asked, another may still be decided by for a while; a write
 * takes time, the journal takes it only where it ends, and nobody is told before.
 */
final class Controllers {

    /** Changes nothing. */
    private static final ControllerCommand NOTHING = new AlterReassignments(List.of(), null);

    private final World world;
    private final SimulatedController.Fault fault;
    private final Consumer<MetadataImage> afterWrite;
    private final Consumer<MetadataImage> toNodes;
    private final SimulatedController.Journal journal = new SimulatedController.Journal();
    private final AtomicLong draws = new AtomicLong();
    private final List<Instance> former = new ArrayList<>();
    private Instance active;
    private boolean calm;

    /**
     * @param afterWrite told of what is decided for good, at once
     * @param toNodes told by a controller of what it has written
     */
    Controllers(
            World world,
            SimulatedController.Fault fault,
            Consumer<MetadataImage> afterWrite,
            Consumer<MetadataImage> toNodes) {
        this.world = world;
        this.fault = fault;
        this.afterWrite = afterWrite;
        this.toNodes = toNodes;
        this.active = new Instance();
    }

    MetadataImage recorded() {
        return journal.image();
    }

    /** No further replacement. */
    void heal() {
        calm = true;
        former.forEach(instance -> instance.stopped = true);
        former.clear();
        failOver();
    }

    /** Another controller takes over; the one before may not know. */
    void failOver() {
        world.tell(() -> "another controller takes over");
        if (!calm && world.chance(0.7)) former.add(active);
        else active.stopped = true;
        active = new Instance();
    }

    /** What stops because its write was refused is started again where it ran. */
    private void restart(Instance stopped) {
        if (stopped == active) active = new Instance();
    }

    /** Whoever it is that hears it: the present controller mostly, a former one now and then. */
    void submit(ControllerCommand command, Consumer<Object> reply) {
        former.removeIf(instance -> instance.stopped);
        Instance asked = !former.isEmpty() && world.chance(0.2) ? world.pick(former) : active;
        asked.submit(new Asked(command, reply));
    }

    /** The image as the present controller knows it. */
    MetadataImage known() {
        return (former.isEmpty() || world.chance(0.8) ? active : world.pick(former)).controller.image();
    }

    private record Asked(ControllerCommand command, Consumer<Object> reply) {}

    private final class Instance {
        private final SimulatedController controller = new SimulatedController(journal, draws, fault);
        private final Deque<Asked> stash = new ArrayDeque<>();
        private boolean writing;
        private boolean stopped;

        /** The nodes ask for the image at once, which is a controller's first command. */
        Instance() {
            world.after(world.between(1, 30), () -> submit(new Asked(NOTHING, answer -> {})));
        }

        void submit(Asked asked) {
            stash.addLast(asked);
            next();
        }

        private void next() {
            while (!writing && !stopped && !stash.isEmpty()) decide(stash.removeFirst());
        }

        private void decide(Asked asked) {
            Object answer = controller.decide(asked.command());
            if (!controller.needsWrite()) {
                asked.reply().accept(answer);
                return;
            }
            writing = true;
            world.after(calm ? 2 : world.chance(0.05) ? 300 : world.between(1, 15), () -> wrote(asked, answer));
        }

        private void wrote(Asked asked, Object answer) {
            writing = false;
            boolean lostOnTheWay = stopped && world.chance(0.5);
            if (lostOnTheWay) return;
            if (!controller.write()) {
                world.tell(() -> "a former controller's write is refused: it stops");
                stopped = true;
                restart(this);
                return;
            }
            afterWrite.accept(journal.image());
            if (stopped) return;
            toNodes.accept(controller.image());
            asked.reply().accept(answer);
            next();
        }
    }
}
