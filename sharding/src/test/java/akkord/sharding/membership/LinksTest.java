package akkord.sharding.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whom to keep, of nodes named by letters. "AB" means that A does not see B. */
class LinksTest {

    private static Links<String> links(String nodes, String... unseen) {
        Map<String, Set<String>> missed = new HashMap<>();
        for (String pair : unseen)
            missed.computeIfAbsent(pair.substring(0, 1), none -> new HashSet<>())
                    .add(pair.substring(1));
        return new Links<>(List.of(nodes.split("")), missed);
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
        assertThat(links.isAway("C", links.kept())).isTrue();
    }

    @Test
    void ofTwoSidesTheLargerIsKeptAndOfEqualOnesTheFirst() {
        assertThat(kept(links("ABCDE", "CA", "CB", "DA", "DB", "EA", "EB"))).isEqualTo("CDE");
        assertThat(kept(links("ABCD", "AC", "AD", "BC", "BD"))).isEqualTo("AB");
    }

    @Test
    void whoeverIsSeenBySomeoneIsNotAway() {
        Links<String> links = links("ABC", "AB", "BA");
        assertThat(links.isAway("B", links.kept())).isFalse();
        assertThat(links.isAlone("B", links.kept())).isFalse();
        assertThat(links("ABC", "CA", "CB").isAlone("C", Set.of("A", "B"))).isTrue();
    }
}
