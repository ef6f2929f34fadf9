package akkord.protocol.door.kafka.connection;

/** What this port is, for people and programs that speak another protocol to it. */
public interface Page {

    /** One small page. */
    String html();

    /** One sentence. */
    String sentence();
}
