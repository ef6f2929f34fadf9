package akkord.sharding.data;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The node's process that last used the data folder, in {@code life.properties}: from how it ended, its successor
 * knows whether anything it had acknowledged may be gone.
 *
 * @param recordsId as it was registered with the controller: the same as long as nothing acknowledged can have been lost
 * @param boot of the machine it ran on; empty where that cannot be told
 * @param fromDisk whether it acknowledged only what was flushed
 * @param stoppedWell whether it flushed everything and closed
 * @param logsWhole whether the logs were recovered on that boot, by this process or one before it: until then they may
 *     end in what a power loss left, however often the node is started
 */
public record LastLife(String recordsId, String boot, boolean fromDisk, boolean stoppedWell, boolean logsWhole) {

    private static final String FILE = "life.properties";
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    /** The process that begins now. */
    public static LastLife beginning(String recordsId, boolean fromDisk, boolean logsWhole) {
        return new LastLife(recordsId, bootId(), fromDisk, false, logsWhole);
    }

    /** Null when there was none, or when it cannot be told. */
    public static @Nullable LastLife read(Path folder) {
        try {
            Properties properties = new Properties();
            properties.load(new StringReader(Files.readString(folder.resolve(FILE))));
            String recordsId = properties.getProperty("records");
            if (recordsId == null) return null;
            return new LastLife(
                    recordsId,
                    properties.getProperty("boot", ""),
                    Boolean.parseBoolean(properties.getProperty("from-disk")),
                    Boolean.parseBoolean(properties.getProperty("stopped-well")),
                    Boolean.parseBoolean(properties.getProperty("logs-whole")));
        } catch (IOException | IllegalArgumentException e) {
            // as if nothing were known: the node then catches up before it leads
            return null;
        }
    }

    /** Whether all that it acknowledged is there: its process ended, but not the machine with its page cache. */
    public boolean keptItsRecords() {
        return stoppedWell || fromDisk || onThisBoot();
    }

    /** Whether the machine has run ever since, so that its page cache holds what that process had written. */
    public boolean onThisBoot() {
        return !boot.isEmpty() && boot.equals(bootId());
    }

    /** Whether nothing but an ended process can have left its mark on the logs since they were whole. */
    public boolean logsWholeOnThisBoot() {
        return logsWhole && onThisBoot();
    }

    public LastLife ended() {
        return new LastLife(recordsId, boot, fromDisk, true, logsWhole);
    }

    public LastLife withLogsWhole() {
        return new LastLife(recordsId, boot, fromDisk, stoppedWell, true);
    }

    public LastLife withRecordsId(String changed) {
        return new LastLife(changed, boot, fromDisk, false, logsWhole);
    }

    public void write(Path folder) throws IOException {
        WholeFile.replace(
                folder,
                FILE,
                "# the node's process that last used this folder; written by the node\nrecords=" + recordsId + "\nboot="
                        + boot + "\nfrom-disk=" + fromDisk + "\nstopped-well=" + stoppedWell + "\nlogs-whole="
                        + logsWhole
                        + "\n");
    }

    private static String bootId() {
        try {
            return Files.readString(BOOT_ID).strip();
        } catch (IOException notLinux) {
            return "";
        }
    }
}
