package akkord.actors.partition;

import akkord.protocol.domain.TopicPartition;

/** Who is told that a replica lacks what counted as stored: the node may die before the controller hears of it. */
public interface RecordsKept {

    /** For a node whose losses nobody asks about. */
    RecordsKept UNHEARD = new RecordsKept() {
        @Override
        public void lost(TopicPartition partition) {}

        @Override
        public void lossIsRecorded(TopicPartition partition) {}
    };

    /** Until further notice, whoever starts on this node's data lacks some. Any thread; must be quick. */
    void lost(TopicPartition partition);

    /** The controller has recorded it. Any thread. */
    void lossIsRecorded(TopicPartition partition);
}
