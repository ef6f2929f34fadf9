package akkord.actors.partition;

import akkord.persistence.log.producers.ProducerEntry;
import akkord.persistence.log.producers.ProducerTable;
import akkord.protocol.partition.PartitionCommand.KnownProducer;
import akkord.protocol.partition.PartitionCommand.ProducersResult;

/** The log's producers, in the words of the answer. */
final class KnownProducers {

    private KnownProducers() {}

    static ProducersResult of(ProducerTable table) {
        return new ProducersResult(
                table.entries().stream().map(KnownProducers::known).toList(), null);
    }

    private static KnownProducer known(ProducerEntry entry) {
        return new KnownProducer(
                entry.producerId(),
                entry.epoch(),
                entry.lastSequence(),
                entry.lastTimestampMillis(),
                entry.coordinatorEpoch(),
                entry.transactionFirstOffset());
    }
}
