package akkord.actors.partition;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.partition.DamagedLogException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** What a failing disk means to those who wait, in sentences. */
final class StorageRefusals {

    private StorageRefusals() {}

    static Refusal cannotWrite(TopicPartition partition, Path folder, IOException cause) {
        return storage(
                isFull(cause)
                        ? "no space left on " + folder + ": " + partition
                                + " can be read, and written again as soon as there is space"
                        : partition + " cannot be written in " + folder + ": " + cause);
    }

    static Refusal cannotOpen(TopicPartition partition, IOException cause) {
        return storage(partition + " is offline, its log cannot be opened: " + cause.getMessage());
    }

    /** After a failed flush nobody knows what is on the disk: the kernel may have dropped the pages. */
    static Refusal cannotFlush(TopicPartition partition, Path folder, Throwable cause) {
        return storage(partition + " is offline, " + folder + " could not be flushed to the disk: " + cause
                + "; restart the node when the disk is well");
    }

    static Refusal damaged(TopicPartition partition, DamagedLogException cause) {
        return damaged(partition, String.valueOf(cause.getMessage()));
    }

    static Refusal damaged(TopicPartition partition, String what) {
        return storage(partition + " is offline: " + what);
    }

    static Refusal failed(TopicPartition partition, Throwable cause) {
        return new Refusal(
                ErrorCode.UNKNOWN_SERVER_ERROR,
                partition + " is offline after an unexpected failure and will be opened again: " + cause);
    }

    static Refusal closed(TopicPartition partition) {
        return new Refusal(
                ErrorCode.NOT_LEADER_OR_FOLLOWER, partition + " was closed on this node; refresh the metadata");
    }

    /** The JDK has no exception of its own for ENOSPC and EDQUOT, only the system's words. */
    private static boolean isFull(IOException cause) {
        String words = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return words.contains("no space left") || words.contains("quota exceeded");
    }

    private static Refusal storage(String what) {
        return new Refusal(ErrorCode.KAFKA_STORAGE_ERROR, what);
    }
}
