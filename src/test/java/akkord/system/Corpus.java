package akkord.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A big file of real lines: the texts that a machine with a JDK and Maven has (POM files, licences,
 * settings, the system's documentation), one after the other in the order of their paths, over again if they
 * are too few.
 */
final class Corpus {

    private static final int FILE_BYTES_MAX = 4 << 20;
    private static final List<String> TEXTS = List.of(
            ".pom",
            ".xml",
            ".txt",
            ".properties",
            ".md",
            ".html",
            ".json",
            ".conf",
            ".sha1",
            ".h",
            ".py",
            ".pl",
            ".pm");

    /** Longer than the text, by what the last file did not need: a copy would be another some hundred megabytes. */
    private final byte[] bytes;

    private final int size;
    private final int[] starts;

    private Corpus(ByteBuffer text) {
        this.bytes = text.array();
        this.size = text.position();
        this.starts = lineStarts(bytes, size);
    }

    /** @param size it has at least, in bytes */
    static Corpus ofAtLeast(int size) {
        List<Path> files = new ArrayList<>();
        for (Path root : List.of(
                Path.of(System.getProperty("user.home"), ".m2", "repository"),
                Path.of(System.getProperty("java.home")),
                Path.of("/usr/share"),
                Akkord.home())) {
            files.addAll(textsUnder(root));
        }
        ByteBuffer all = ByteBuffer.allocate(size + FILE_BYTES_MAX + 1);
        while (all.position() < size) {
            int before = all.position();
            for (Path file : files) if (all.position() < size) append(file, all);
            if (all.position() == before)
                throw new AssertionError("this machine has no text files to make a corpus of");
        }
        return new Corpus(all);
    }

    private static List<Path> textsUnder(Path root) {
        if (!Files.isDirectory(root)) return List.of();
        List<Path> found = new ArrayList<>();
        collect(root, found);
        found.sort(null);
        return found;
    }

    private static void collect(Path folder, List<Path> found) {
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.toList()) {
                if (Files.isSymbolicLink(entry)) continue;
                if (Files.isDirectory(entry)) {
                    if (!entry.endsWith("target") && !entry.endsWith(".git")) collect(entry, found);
                } else if (isText(entry)) {
                    found.add(entry);
                }
            }
        } catch (IOException | UncheckedIOException unreadable) {
            // Another user's folder: there are enough others.
            return;
        }
    }

    private static boolean isText(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return TEXTS.stream().anyMatch(name::endsWith);
    }

    private static void append(Path file, ByteBuffer all) {
        try {
            if (!Files.isReadable(file) || Files.size(file) > FILE_BYTES_MAX) return;
            byte[] text = Files.readAllBytes(file);
            all.put(text);
            if (text.length > 0 && text[text.length - 1] != '\n') all.put((byte) '\n');
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** Where each line begins, and where one after the last would. */
    private static int[] lineStarts(byte[] bytes, int size) {
        int[] starts = new int[1024];
        int count = 1;
        for (int i = 0; i < size; i++) {
            if (bytes[i] != '\n') continue;
            if (count == starts.length) starts = Arrays.copyOf(starts, count * 2);
            starts[count++] = i + 1;
        }
        return Arrays.copyOf(starts, count);
    }

    int lines() {
        return starts.length - 1;
    }

    int size() {
        return size;
    }

    /** The text, from 0 to {@link #size}. */
    byte[] bytes() {
        return bytes;
    }

    int start(int line) {
        return starts[line];
    }

    /** Without its newline. */
    int length(int line) {
        return starts[line + 1] - 1 - starts[line];
    }

    boolean lineEquals(int line, byte[] other, int from, int length) {
        int start = starts[line];
        return length == length(line) && Arrays.equals(bytes, start, start + length, other, from, from + length);
    }
}
