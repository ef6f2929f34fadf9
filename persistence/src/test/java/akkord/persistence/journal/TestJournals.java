package akkord.persistence.journal;

/** What the journal's tests share. */
final class TestJournals {

    /** A local actor system that keeps events in our journal, as CBOR. */
    static final String PLUGINS = """

            akka.actor.provider = local
            akka.actor.serialization-bindings { "akkord.persistence.journal.Added" = jackson-cbor }
            akka.persistence.journal.plugin = "akkord.journal"
            akka.persistence.snapshot-store.plugin = "akkord.snapshot-store"
            """;

    /** So that a short run rolls files, takes snapshots and purges the log. */
    static final String SMALL_FILES =
            "akkord.journal { segment-bytes = 16 KiB, preallocated-bytes = 4 KiB, snapshot-entries = 200 }\n";

    private TestJournals() {}
}
