package akkord.actors.share.core;

/**
 * How a group reads its share-partitions.
 *
 * @param recordLocksMax offsets between the first that is not done with and the last that was given to anybody
 * @param deliveriesMax how often a record is delivered before it is given up
 * @param lockMillis how long a member has a record before it is for others again
 * @param renews whether members may ask for more time
 * @param waitersMax who may wait for something to be available
 * @param letters what becomes of records that are given up
 */
public record ShareLimits(
        int recordLocksMax, int deliveriesMax, int lockMillis, boolean renews, int waitersMax, LetterLimits letters) {

    /** Of a group without a dead-letter topic. */
    public ShareLimits(int recordLocksMax, int deliveriesMax, int lockMillis, boolean renews, int waitersMax) {
        this(recordLocksMax, deliveriesMax, lockMillis, renews, waitersMax, LetterLimits.NONE);
    }

    /**
     * From so many deliveries on, records are delivered in ever smaller parts: if one of them makes its readers fail, the
     * others are not given up with it. Two at least, since everybody's first delivery may have been cut short.
     */
    int carefulFrom() {
        return Math.max(2, (deliveriesMax + 1) / 2);
    }

    boolean isLastDelivery(int deliveriesBefore) {
        return deliveriesBefore >= deliveriesMax - 1;
    }
}
