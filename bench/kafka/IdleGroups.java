import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** {@code IdleGroups SERVER TOPIC GROUPS}: makes as many groups by a commit in each; prints nothing. */
public final class IdleGroups {

    private static final int AT_ONCE = 100;

    public static void main(String[] args) throws Exception {
        int groups = Integer.parseInt(args[2]);
        Map<String, Wire> wires = new HashMap<>();
        for (int first = 0; first < groups; first += AT_ONCE) {
            List<String> some = new ArrayList<>(IntStream.range(first, Math.min(groups, first + AT_ONCE))
                    .mapToObj(i -> "idle-" + i)
                    .toList());
            Map<String, String> coordinators = Committer.coordinators(args[0], some);
            while (!some.isEmpty()) {
                for (String group : some)
                    wire(wires, coordinators.get(group)).send(Committer.commit(group, args[1], 1));
                List<String> again = new ArrayList<>();
                for (String group : some)
                    if (!Committer.accepted(
                            wire(wires, coordinators.get(group)).receive())) again.add(group);
                some = again;
            }
        }
        for (Wire wire : wires.values()) wire.close();
    }

    private static Wire wire(Map<String, Wire> wires, String server) throws Exception {
        Wire known = wires.get(server);
        if (known != null) return known;
        Wire made = new Wire(server);
        wires.put(server, made);
        return made;
    }
}
