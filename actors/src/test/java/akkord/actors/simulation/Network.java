package akkord.actors.simulation;

import java.util.HashSet;
import java.util.Set;

/** Carries messages, most of the time: delays and so reorders them, drops and doubles some, and can be cut. */
final class Network {

    /** Where the journal's leader, and so the controller, is reached. */
    static final int CONTROLLER = 0;

    private static final int NODES_MAX = 16;

    private final World world;
    private final Scenario scenario;
    private final Set<Integer> cut = new HashSet<>();
    private boolean perfect;

    Network(World world, Scenario scenario) {
        this.world = world;
        this.scenario = scenario;
    }

    /** Drops and doubles nothing from here on. */
    void heal() {
        cut.clear();
        perfect = true;
    }

    void cut(int from, int to) {
        cut.add(from * NODES_MAX + to);
    }

    void join(int from, int to) {
        cut.remove(from * NODES_MAX + to);
    }

    boolean isCut(int from, int to) {
        return cut.contains(from * NODES_MAX + to);
    }

    /** At most once, as Akka's remoting and a connection carry it. */
    void send(int from, int to, Runnable delivery) {
        if (isLost(from, to)) return;
        world.after(delayMillis(), delivery);
    }

    /** Perhaps twice, as somebody who repeats what he is not sure of sends it. */
    void sendPerhapsTwice(int from, int to, Runnable delivery) {
        send(from, to, delivery);
        if (!perfect && world.chance(scenario.duplicateRate())) send(from, to, delivery);
    }

    private boolean isLost(int from, int to) {
        return isCut(from, to) || (!perfect && world.chance(scenario.lossRate()));
    }

    private int delayMillis() {
        boolean stuck = !perfect && world.chance(0.01);
        return world.between(1, stuck ? 600 : scenario.delayMillisMax());
    }
}
