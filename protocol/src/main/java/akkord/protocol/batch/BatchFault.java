package akkord.protocol.batch;

/** What is wrong with the bytes of a batch. */
public enum BatchFault {
    /** Fewer bytes than the header needs, or than the header promises. */
    TRUNCATED("it is cut short"),
    LENGTH("its length is impossible"),
    MAGIC("it is not in format v2"),
    RECORD_COUNT("its record count does not fit its offsets"),
    CRC("its checksum is wrong");

    private final String sentence;

    BatchFault(String sentence) {
        this.sentence = sentence;
    }

    /** For the middle of a sentence: "the batch is refused because ...". */
    public String sentence() {
        return sentence;
    }
}
