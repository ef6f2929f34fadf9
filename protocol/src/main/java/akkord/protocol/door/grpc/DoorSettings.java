package akkord.protocol.door.grpc;

import com.typesafe.config.Config;
import java.time.Duration;

/** The bounds of the door: the block {@code akkord.grpc}, where each is explained. */
record DoorSettings(
        int messageBytesMax,
        long refusedDrainBytesMax,
        int produceInFlightMax,
        long produceInFlightBytesMax,
        int produceWaitingMax,
        Duration topicServesWithin,
        Duration topicServesCheckInterval,
        int fetchBytesDefault,
        int fetchBytesMax,
        long fetchInFlightBytesMax,
        int fetchBytesLeast,
        Duration fetchWaitMax,
        int batchDecompressedBytesMax,
        Duration answerSlack,
        Duration unbindDeadline) {

    static DoorSettings from(Config root) {
        Config grpc = root.getConfig("akkord.grpc");
        return new DoorSettings(
                bytes(grpc, "max-message-size"),
                grpc.getBytes("refused-drain-size-max"),
                grpc.getInt("produce-in-flight-max"),
                grpc.getBytes("produce-in-flight-size-max"),
                grpc.getInt("produce-waiting-max"),
                grpc.getDuration("topic-serves-within"),
                grpc.getDuration("topic-serves-check-interval"),
                bytes(grpc, "fetch-size-default"),
                bytes(grpc, "fetch-size-max"),
                grpc.getBytes("fetch-in-flight-size-max"),
                bytes(grpc, "fetch-size-least"),
                grpc.getDuration("fetch-wait-max"),
                bytes(grpc, "batch-decompressed-size-max"),
                grpc.getDuration("answer-slack"),
                grpc.getDuration("unbind-deadline"));
    }

    private static int bytes(Config config, String path) {
        return Math.toIntExact(Math.min(Integer.MAX_VALUE, config.getBytes(path)));
    }
}
