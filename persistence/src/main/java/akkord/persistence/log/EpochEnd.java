package akkord.persistence.log;

/** Where the largest epoch that a log holds, up to the one asked for, ends. Both -1 when it holds none. */
public record EpochEnd(int epoch, long endOffset) {

    public static final EpochEnd UNKNOWN = new EpochEnd(-1, -1);
}
