package akkord.persistence.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Ratis does not do for the files of its log. A file is reserved ahead with zeros, so a power cut may leave
 * an entry whose end is zeros: Ratis takes that for damage, we cut it off, as it was never confirmed. Ratis passes
 * over entries behind a damaged length that leads past the file's end, and deletes a closed file in which it
 * finds no entry: we refuse to start instead.
 *
 * <p>A file: 8 bytes, then entries: a protobuf varint, so many bytes, CRC-32C of both (4 bytes). Zeros at the end.
 */
final class RaftLogFiles {

    private static final Logger LOG = LoggerFactory.getLogger(RaftLogFiles.class);
    private static final byte[] HEADER = "RaftLog1".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern NAME = Pattern.compile("log_(?:inprogress_)?(\\d+)(?:-(\\d+))?");
    private static final int CRC_BYTES = 4;

    /** Every entry begins with its term: protobuf's field 1. */
    private static final byte FIRST_FIELD = 8;

    private RaftLogFiles() {}

    /** Entries from the beginning that are whole, and the byte after them. */
    private record Whole(int end, long count) {}

    /** Index of the first entry that the log's files hold; -1 when there is none. */
    static long firstIndex(Path log) throws IOException {
        long first = -1;
        try (var files = Files.newDirectoryStream(log, "log_*")) {
            for (Path file : files) {
                Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
                if (!name.matches()) continue;
                long start = Long.parseLong(name.group(1));
                first = first < 0 ? start : Math.min(first, start);
            }
        }
        return first;
    }

    /** @throws IOException naming the file, when confirmed entries in it would be passed over */
    static void heal(Path log) throws IOException {
        if (!Files.isDirectory(log)) return;
        try (var files = Files.newDirectoryStream(log, "log_*")) {
            for (Path file : files) {
                Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
                if (!name.matches()) continue;
                if (name.group(2) == null) cutTornEntry(file);
                else refuseUnlessWhole(file, Long.parseLong(name.group(2)) - Long.parseLong(name.group(1)) + 1);
            }
        }
    }

    /** Ratis reads the file again; it does refuse a wrong checksum, but does not say where. */
    private static void refuseUnlessWhole(Path file, long entries) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Whole whole = startsWithHeader(bytes) ? wholeEntries(bytes) : new Whole(0, 0);
        if (whole.count() >= entries) return;
        throw new IOException("The journal's log file " + file + " is damaged at byte " + whole.end() + ": "
                + whole.count() + " of its " + entries + " entries can be read. Restore the journal's folder.");
    }

    private static boolean startsWithHeader(byte[] bytes) {
        return bytes.length >= HEADER.length && Arrays.equals(bytes, 0, HEADER.length, HEADER, 0, HEADER.length);
    }

    private static void cutTornEntry(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (!startsWithHeader(bytes)) return;
        int end = wholeEntries(bytes).end();
        int data = dataEnd(bytes);
        if (data <= end) return;
        int frame = frameBytes(bytes, end);
        if (isOnlyChecksumCut(bytes, end, frame, data)) {
            completeChecksum(file, bytes, end, frame);
            return;
        }
        boolean endIsZeros = frame < 0 || data <= (long) end + frame - CRC_BYTES;
        if (!endIsZeros || isFollowedByAnEntry(bytes, end, data) || isOnlyLengthDamaged(bytes, end, data))
            throw new IOException("The journal's log file " + file + " is damaged at byte " + end
                    + ": what follows was confirmed and cannot be read. Restore the journal's folder.");
        LOG.warn("{}: an entry that was being written was cut off at byte {}", file, end);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(end);
            channel.force(true);
        }
    }

    /** The entry itself is whole: it may as well be kept. */
    private static boolean isOnlyChecksumCut(byte[] bytes, int at, int frame, int data) {
        int checksumAt = at + frame - CRC_BYTES;
        if (frame <= CRC_BYTES || data <= checksumAt || data > checksumAt + CRC_BYTES || checksumAt > bytes.length)
            return false;
        byte[] right = checksum(bytes, at, frame);
        return Arrays.equals(right, 0, data - checksumAt, bytes, checksumAt, data);
    }

    private static void completeChecksum(Path file, byte[] bytes, int at, int frame) throws IOException {
        LOG.warn("{}: the checksum of the entry at byte {} was being written and is completed", file, at);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(checksum(bytes, at, frame)), at + frame - CRC_BYTES);
            channel.force(true);
        }
    }

    /** A torn entry is the last one. Entries behind it mean damage, and that a length may lead past the end of all. */
    private static boolean isFollowedByAnEntry(byte[] bytes, int damaged, int data) {
        for (int at = damaged + 1; at < data; at++) if (isEntry(bytes, at)) return true;
        return false;
    }

    private static boolean isEntry(byte[] bytes, int at) {
        int frame = frameBytes(bytes, at);
        if (frame <= CRC_BYTES || frame > bytes.length - at) return false;
        int payload = at;
        while (bytes[payload] < 0) payload++;
        return bytes[payload + 1] == FIRST_FIELD && isCrcValid(bytes, at, frame);
    }

    /** Whether the last entry is whole but for its length, which a checksum over the right length shows. */
    private static boolean isOnlyLengthDamaged(byte[] bytes, int at, int data) {
        for (int zeros = 0; zeros < CRC_BYTES; zeros++) {
            for (int lengthBytes = 1; lengthBytes < CRC_BYTES; lengthBytes++) {
                int frame = data + zeros - at;
                int payload = frame - lengthBytes - CRC_BYTES;
                if (payload <= 0 || at + frame > bytes.length) continue;
                byte[] copy = Arrays.copyOfRange(bytes, at, at + frame);
                for (int i = 0; i < lengthBytes; i++)
                    copy[i] = (byte) (payload >> (7 * i) & 0x7f | (i < lengthBytes - 1 ? 0x80 : 0));
                if (frameBytes(copy, 0) == frame && isCrcValid(copy, 0, frame)) return true;
            }
        }
        return false;
    }

    private static Whole wholeEntries(byte[] bytes) {
        int at = HEADER.length;
        long count = 0;
        while (true) {
            int frame = frameBytes(bytes, at);
            if (frame <= CRC_BYTES || frame > bytes.length - at || !isCrcValid(bytes, at, frame))
                return new Whole(at, count);
            at += frame;
            count++;
        }
    }

    private static boolean isCrcValid(byte[] bytes, int at, int frame) {
        return Arrays.equals(checksum(bytes, at, frame), 0, CRC_BYTES, bytes, at + frame - CRC_BYTES, at + frame);
    }

    private static byte[] checksum(byte[] bytes, int at, int frame) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, at, frame - CRC_BYTES);
        return ByteBuffer.allocate(CRC_BYTES).putInt((int) crc.getValue()).array();
    }

    /** After the last byte that is not zero. */
    private static int dataEnd(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) end--;
        return end;
    }

    /** Length, payload and checksum of the entry at {@code at}; -1 when the length itself is cut; 0 at zeros. */
    private static int frameBytes(byte[] bytes, int at) {
        long length = 0;
        for (int i = 0; i < 5 && at + i < bytes.length; i++) {
            length |= (long) (bytes[at + i] & 0x7f) << (7 * i);
            if (bytes[at + i] >= 0)
                return length == 0 ? 0 : (int) Math.min(Integer.MAX_VALUE, i + 1 + length + CRC_BYTES);
        }
        return -1;
    }
}
