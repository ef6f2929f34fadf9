package akkord.protocol.door.kafka.handler;

import akkord.protocol.domain.TopicPartition;
import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import akkord.protocol.partition.LocalPartition;
import akkord.protocol.partition.LogReader;
import akkord.protocol.partition.PartitionView;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsRequestData.DescribableLogDirTopic;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsPartition;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsResult;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsTopic;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says how much each replica of this node takes on its disk, and how much the disk has. */
final class DescribeLogDirsHandler implements RequestHandler<DescribeLogDirsRequestData> {

    private static final Logger LOG = LoggerFactory.getLogger(DescribeLogDirsHandler.class);

    private final KafkaDoorContext context;

    DescribeLogDirsHandler(KafkaDoorContext context) {
        this.context = context;
    }

    @Override
    public void handle(Call call, DescribeLogDirsRequestData request) {
        DescribeLogDirsResult folder = new DescribeLogDirsResult()
                .setLogDir(context.logFolder().toAbsolutePath().toString());
        try {
            FileStore disk = Files.getFileStore(context.logFolder());
            folder.setTotalBytes(disk.getTotalSpace()).setUsableBytes(disk.getUsableSpace());
        } catch (IOException unreadable) {
            LOG.error("cannot ask for the size of the disk of {}", context.logFolder(), unreadable);
            folder.setErrorCode(Errors.KAFKA_STORAGE_ERROR.code());
        }
        topics(wanted(request)).values().forEach(folder.topics()::add);
        DescribeLogDirsResponseData response = new DescribeLogDirsResponseData();
        response.results().add(folder);
        call.answer(response);
    }

    /** Null: all there are. */
    private static @Nullable Set<TopicPartition> wanted(DescribeLogDirsRequestData request) {
        if (request.topics() == null) return null;
        Set<TopicPartition> wanted = new HashSet<>();
        for (DescribableLogDirTopic topic : request.topics())
            topic.partitions().forEach(number -> wanted.add(new TopicPartition(topic.topic(), number)));
        return wanted;
    }

    private Map<String, DescribeLogDirsTopic> topics(@Nullable Set<TopicPartition> wanted) {
        Map<String, DescribeLogDirsTopic> topics = new TreeMap<>();
        for (LocalPartition local : context.partitions().all()) {
            PartitionView view = local.view();
            TopicPartition name = view.partition();
            if (wanted != null && !wanted.contains(name)) continue;
            topics.computeIfAbsent(name.topic(), topic -> new DescribeLogDirsTopic().setName(topic))
                    .partitions()
                    .add(partition(view));
        }
        return topics;
    }

    private static DescribeLogDirsPartition partition(PartitionView view) {
        LogReader log = view.log();
        long behind = Math.max(0, view.highWatermark() - view.logEndOffset());
        return new DescribeLogDirsPartition()
                .setPartitionIndex(view.partition().partition())
                .setPartitionSize(log == null ? 0 : log.sizeBytes())
                .setOffsetLag(behind)
                .setIsFutureKey(false);
    }
}
