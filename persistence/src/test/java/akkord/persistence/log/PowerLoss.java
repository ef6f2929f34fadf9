package akkord.persistence.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Remembers what was forced, and makes of a folder what a loss of power would leave: names that were durable,
 * with the bytes that were. Whatever lies between that and what was written may survive in part. Any thread.
 */
final class PowerLoss implements Force {

    private static final String FRESH = ".tmp";

    private final Map<Path, Long> bytes = new HashMap<>();
    private final Set<Path> names = new HashSet<>();

    @Override
    public synchronized void file(Path path, FileChannel channel) throws IOException {
        bytes.put(path, channel.size());
    }

    @Override
    public synchronized void folder(Path folder) throws IOException {
        names.removeIf(name -> folder.equals(name.getParent()));
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(names::add);
        }
    }

    /** What is there after a loss of power is on the disk. */
    synchronized void trust(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                names.add(path);
                if (Files.isRegularFile(path)) bytes.put(path, Files.size(path));
            }
        }
    }

    /** To be called after each step: what was cut or removed is not durable when it is written again. */
    synchronized void observe() throws IOException {
        bytes.keySet().removeIf(path -> !Files.exists(path) && !path.toString().endsWith(FRESH));
        for (Map.Entry<Path, Long> entry : bytes.entrySet())
            if (Files.exists(entry.getKey())) entry.setValue(Math.min(entry.getValue(), Files.size(entry.getKey())));
    }

    /** @param luck chance that more than was forced survives, from 0, the strictest, to 1 */
    synchronized void strike(Path from, Path to, Random random, double luck) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> children = Files.list(from)) {
            for (Path child : children.sorted().toList()) {
                if (!names.contains(child) && random.nextDouble() >= luck) continue;
                Path target = to.resolve(child.getFileName());
                if (Files.isDirectory(child)) strike(child, target, random, luck);
                else Files.write(target, survivors(child, random, luck));
            }
        }
    }

    private byte[] survivors(Path file, Random random, double luck) throws IOException {
        byte[] written = Files.readAllBytes(file);
        int forced = (int) forcedBytes(file, written.length);
        int kept = random.nextDouble() < luck ? forced + random.nextInt(written.length - forced + 1) : forced;
        byte[] left = Arrays.copyOf(written, kept);
        // A file may have grown on the disk before its bytes got there.
        if (random.nextDouble() < luck && kept > forced) Arrays.fill(left, forced, kept, (byte) 0);
        return left;
    }

    /** A file that was replaced whole was forced under the name it had before. */
    private long forcedBytes(Path file, int written) {
        Long forced = bytes.get(file.resolveSibling(file.getFileName() + FRESH));
        if (forced == null) forced = bytes.getOrDefault(file, 0L);
        return Math.min(forced, written);
    }
}
