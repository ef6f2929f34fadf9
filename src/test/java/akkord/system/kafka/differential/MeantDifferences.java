package akkord.system.kafka.differential;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Where Akkord means to answer otherwise than Apache Kafka 4.3.1. One that no longer occurs fails the test. */
final class MeantDifferences {

    record Meant(String step, String path, String why) {

        boolean covers(Step asked, String at) {
            return Pattern.matches(step, asked.name()) && Pattern.matches(path, at);
        }
    }

    private static final String ANY = ".*";

    static final List<Meant> ALL = List.of(
            new Meant(ANY, ".*/errorMessage", "Akkord says why also where Kafka leaves it at the code"),
            new Meant(
                    ANY,
                    ".*/configs(#|\\[(errors.deadletterqueue.group.enable|max.decompressed.message.bytes"
                            + "|remote.copy.lag.bytes|remote.copy.lag.ms)\\].*)",
                    "settings of topics that came with Kafka 4.4"),
            new Meant(
                    ANY,
                    ".*/configs\\[min.insync.replicas\\]/(configSource|synonyms.*)",
                    "Kafka writes this default into a new cluster's own settings; Akkord leaves it a default"),
            new Meant(
                    "settings: .*",
                    ".*/synonyms.*",
                    "Akkord names the one setting of the node that decides, also when it has its default"),
            new Meant("versions.*", "/apiKeys.*", "not every request kind is offered, and some in newer versions"),
            new Meant("versions.*", "/(supported|finalized)Features.*", "Akkord has no feature levels"),
            new Meant(
                    "alter: an unknown operation",
                    ".*/errorCode",
                    "INVALID_REQUEST; Kafka answers UNKNOWN_SERVER_ERROR"),
            new Meant(
                    "produce: (a record without key, compacted|one left out|its next epoch, not from 0|its epoch before"
                            + "|the stranger's next but one)",
                    ".*/logStartOffset",
                    "a refused batch has no place in the log"),
            new Meant(
                    "fetch: an unknown .*",
                    ".*/abortedTransactions#?",
                    "nothing was read, so the list is absent rather than empty"));

    private final Set<Meant> met = new HashSet<>();

    boolean isMeant(Step step, String path) {
        boolean meant = false;
        for (Meant each : ALL)
            if (each.covers(step, path)) {
                met.add(each);
                meant = true;
            }
        return meant;
    }

    List<Meant> neverMet() {
        return ALL.stream().filter(each -> !met.contains(each)).toList();
    }
}
