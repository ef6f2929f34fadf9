package akkord.protocol.group;

/** By which protocol a group's members share its topics; {@link #text} is what Kafka calls it. */
public enum GroupType {
    /** Members join generations, and one of them assigns. */
    CLASSIC("classic"),
    /** The coordinator assigns, and members follow one by one (KIP-848). */
    CONSUMER("consumer"),
    /** Members share records, not partitions: several may read one (KIP-932). */
    SHARE("share");

    private final String text;

    GroupType(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
