package akkord.sharding.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whom to keep, of nodes named by letters. "AB" means that A does not see B. */
class LinksTest {

    private static Links<String> links(String nodes, String... unseen) {
        return linksOf(nodes, nodes, unseen);
    }

    private static Links<String> linksOf(String nodes, String voters, String... unseen) {
        Map<String, Set<String>> missed = new HashMap<>();
        for (String pair : unseen)
            missed.computeIfAbsent(pair.substring(0, 1), none -> new HashSet<>())
                    .add(pair.substring(1));
        return new Links<>(List.of(nodes.split("")), List.of(voters.split("")), missed);
    }

    private static String kept(Links<String> links) {
        return String.join("", links.kept());
    }

    @Test
    void allAreKeptWhoSeeEachOther() {
        assertThat(kept(links("ABC"))).isEqualTo("ABC");
    }

    @Test
    void aCutLinkCostsOneOfItsEndsWhicheverOfThemComplains() {
        assertThat(kept(links("ABC", "AB", "BA"))).isEqualTo("AC");
        assertThat(kept(links("ABC", "AB"))).isEqualTo("AC");
        assertThat(kept(links("ABC", "BA"))).isEqualTo("AC");
        assertThat(kept(links("ABCDE", "BC", "CB", "DE", "ED"))).isEqualTo("ABD");
    }

    @Test
    void aNodeThatNobodySeesGoesWhateverItHasSaidOfOthers() {
        Links<String> links = links("ABC", "AC", "BC", "CA");
        assertThat(kept(links)).isEqualTo("AB");
        assertThat(kept(links("ABC", "BA", "CA", "AB"))).isEqualTo("BC");
        assertThat(links.leadToAll("A")).isFalse();
        assertThat(removed(links, "A")).isEqualTo("C");
        assertThat(removed(links, "C")).isEqualTo("C");
    }

    @Test
    void ofTwoSidesTheLargerIsKeptAndOfEqualOnesTheFirst() {
        assertThat(kept(links("ABCDE", "CA", "CB", "DA", "DB", "EA", "EB"))).isEqualTo("CDE");
        assertThat(kept(links("ABCD", "AC", "AD", "BC", "BD"))).isEqualTo("AB");
    }

    @Test
    void whoeverIsSeenBySomeoneIsNotAway() {
        Links<String> links = links("ABC", "AB", "BA");
        for (String node : links.nodes())
            assertThat(links.leadToAll(node)).as(node).isTrue();
        assertThat(removed(links, "A")).isEqualTo("B");
        assertThat(removed(links, "B")).isEqualTo("B");
        assertThat(removed(links, "C")).isEqualTo("B");
    }

    /** D and E are away; of the three that are left, which are a majority, A and B do not see each other. */
    @Test
    void whoIsAwayGoesAtOnceWhateverLinksAreCutAmongTheOthers() {
        Links<String> links = links("ABCDE", "AD", "BD", "CD", "AE", "BE", "CE", "AB", "BA");
        for (String node : List.of("A", "B", "C")) {
            assertThat(links.leadToAll(node)).as(node).isFalse();
            assertThat(removed(links, node)).isEqualTo("DE");
        }
        assertThat(removed(links("ABC", "AB", "BA"), "C")).as("then").isEqualTo("B");
    }

    /** As many votes as possible come before as many nodes as possible. */
    @Test
    void whoVotesIsKeptRatherThanMoreWhoDoNot() {
        Links<String> links = linksOf("ABCDEF", "DEF", "DA", "DB", "DC", "EA", "EB");
        assertThat(kept(links)).isEqualTo("DEF");
        assertThat(kept(linksOf("ABCDEF", "DEF", "AB", "BC"))).isEqualTo("ACDEF");
        assertThat(kept(linksOf("ABCDEF", "DEF", "DA", "DB", "EC"))).isEqualTo("DEF");
        assertThat(removed(linksOf("ABCDEF", "DEF", "DA", "DB", "EC"), "E")).isEqualTo("ABC");
    }

    @Test
    void aMinorityOfTheVotesEndsHoweverManyNodesItHas() {
        Links<String> links = linksOf("ABCDEF", "DEF", "AE", "BE", "CE", "DE", "AF", "BF", "CF", "DF", "AB");
        assertThat(removed(links, "A")).isEqualTo("A");
        assertThat(removed(links, "D")).isEqualTo("D");
        Links<String> others = linksOf("ABCDEF", "DEF", "EA", "EB", "EC", "ED", "FA", "FB", "FC", "FD");
        assertThat(removed(others, "E")).isEqualTo("ABCD");
    }

    @Test
    void nobodyEndsWhereAllAreThereAndNoMajorityOfThemSeesEachOther() {
        Links<String> ring = links("ABCDE", "AB", "BC", "CD", "DE", "EA");
        for (String node : ring.nodes()) {
            assertThat(ring.leadToAll(node)).isTrue();
            assertThat(removed(ring, node)).isEmpty();
        }
    }

    /** All 1,024 ways in which links between five can be cut. */
    @Test
    void ofFiveAMajorityIsFoundWhereThereIsOne() {
        List<String> pairs = List.of("AB", "AC", "AD", "AE", "BC", "BD", "BE", "CD", "CE", "DE");
        List<String> threes = List.of("ABC", "ABD", "ABE", "ACD", "ACE", "ADE", "BCD", "BCE", "BDE", "CDE");
        for (int cut = 0; cut < 1 << pairs.size(); cut++) {
            int mask = cut;
            String[] unseen = IntStream.range(0, pairs.size())
                    .filter(i -> (mask >> i & 1) == 1)
                    .mapToObj(pairs::get)
                    .toArray(String[]::new);
            boolean majority = threes.stream().anyMatch(three -> Arrays.stream(unseen)
                    .noneMatch(pair -> three.contains(pair.substring(0, 1)) && three.contains(pair.substring(1))));
            assertThat(links("ABCDE", unseen).kept().size() >= 3)
                    .as(String.join(" ", unseen))
                    .isEqualTo(majority);
        }
    }

    private static String removed(Links<String> links, String self) {
        return String.join("", new TreeSet<>(links.removedBy(self)));
    }
}
