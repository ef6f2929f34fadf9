package akkord.actors.partition;

import akkord.protocol.domain.TopicPartition;

/** Who is told that a replica lacks what counted as stored: the node may die before the controller hears of it. */
public interface RecordsKept {

    /** For a node whose losses nobody asks about. */
    RecordsKept UNHEARD = new RecordsKept() {
        @Override
        public long lost(TopicPartition partition) {
            return 0;
        }

        @Override
        public void lossIsRecorded(TopicPartition partition, long loss) {}

        @Override
        public void countsNoMore(TopicPartition partition) {}
    };

    /**
     * Until further notice, whoever starts on this node's data lacks some. Any thread; must be quick.
     *
     * @return its number: what is recorded of an earlier loss of the partition says nothing of a later one
     */
    long lost(TopicPartition partition);

    /** The controller has recorded it. Any thread. */
    void lossIsRecorded(TopicPartition partition, long loss);

    /** The controller counts on no replica of it here any more, with whatever losses. Any thread. */
    void countsNoMore(TopicPartition partition);
}
