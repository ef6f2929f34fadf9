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

    private TestJournals() {}
}
