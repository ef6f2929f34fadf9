package akkord.protocol.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The names that mean something somewhere, to answer a name that does not with the one that was meant. */
public final class KnownKeys {

    /** Of a longer name only this much is compared, which bounds the work that a hostile name can cause. */
    private static final int COMPARED_CHARS_MAX = 200;

    private final List<String> names;

    public KnownKeys(Collection<String> names) {
        this.names = names.stream().sorted().toList();
    }

    public boolean contains(String name) {
        return names.contains(name);
    }

    /** The known name that {@code name} is most likely a slip of; nothing when none is similar. */
    public Optional<String> nearest(String name) {
        int tolerated = Math.max(2, Math.min(name.length(), COMPARED_CHARS_MAX) / 3);
        return names.stream()
                .map(known -> new Candidate(known, editDistance(name, known)))
                .min(Comparator.comparingInt(Candidate::distance))
                .filter(best -> best.distance() <= tolerated)
                .map(Candidate::name);
    }

    /** "unknown key NAME", with the nearest known name when there is one. {@code what} is for example "broker key". */
    public String sentence(String what, String name) {
        return "unknown " + what + " \"" + name + "\""
                + nearest(name).map(near -> "; did you mean \"" + near + "\"?").orElse("");
    }

    /** Insertions, deletions, substitutions and swaps of neighbours that turn one text into the other. */
    static int editDistance(String left, String right) {
        String a = left.substring(0, Math.min(left.length(), COMPARED_CHARS_MAX));
        String b = right.substring(0, Math.min(right.length(), COMPARED_CHARS_MAX));
        int[][] distance = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) distance[i][0] = i;
        for (int j = 0; j <= b.length(); j++) distance[0][j] = j;
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int substituted = distance[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                int best = Math.min(substituted, 1 + Math.min(distance[i - 1][j], distance[i][j - 1]));
                distance[i][j] = swapped(a, b, i, j) ? Math.min(best, distance[i - 2][j - 2] + 1) : best;
            }
        }
        return distance[a.length()][b.length()];
    }

    private static boolean swapped(String a, String b, int i, int j) {
        return i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    }

    private record Candidate(String name, int distance) {}
}
