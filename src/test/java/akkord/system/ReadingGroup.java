package akkord.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;

/**
 * Members of one group of the consumer protocol that read what others write, and commit it: each in a thread of its own, and
 * one in a process, since a consumer in this one cannot vanish without a word.
 */
final class ReadingGroup implements AutoCloseable {

    final String name = "readers";
    private final String servers;
    private final String topic;
    private final int partitions;
    private final List<ReadingMember> members;
    private final List<Thread> threads;
    private final Map<String, Set<Integer>> owned = new ConcurrentHashMap<>();
    private final Map<Integer, Map<Long, String>> read = new ConcurrentHashMap<>();
    private final Map<Integer, Long> acknowledged = new ConcurrentHashMap<>();
    private final Queue<String> broken = new ConcurrentLinkedQueue<>();
    private final String mortal;
    private final Process process;
    private final Thread listener;
    private volatile boolean killed;

    /** @param mortal the member in the process */
    ReadingGroup(String servers, String topic, int partitions, String mortal, String... others) throws IOException {
        this.servers = servers;
        this.topic = topic;
        this.partitions = partitions;
        this.mortal = mortal;
        for (int partition = 0; partition < partitions; partition++) read.put(partition, new ConcurrentHashMap<>());
        process = started();
        listener = thread(this::listen, mortal);
        members = Arrays.stream(others)
                .map(member -> new ReadingMember(servers, topic, name, member, new Ear(member)))
                .toList();
        threads = IntStream.range(0, others.length)
                .mapToObj(i -> thread(members.get(i)::run, others[i]))
                .toList();
    }

    private Process started() throws IOException {
        owned.put(mortal, Set.of());
        return MemberProcess.start(ReadingMember.class, servers, topic, name, mortal);
    }

    private Thread thread(Runnable work, String member) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (KafkaException | UncheckedIOException refused) {
                        broken.add(member + " failed: " + refused);
                    }
                },
                member);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void listen() {
        Ear ear = new Ear(mortal);
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) ear.hear(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!killed) broken.add(mortal + " has ended by itself");
    }

    /** Which member has what now. */
    Map<String, Set<Integer>> owned() {
        return new TreeMap<>(owned);
    }

    /** How many records each of the partitions has given at least. */
    int readOfEach() {
        return read.values().stream().mapToInt(Map::size).min().orElse(0);
    }

    boolean isMortalAlive() {
        return process.isAlive();
    }

    /** SIGKILL: it says nothing to anybody. */
    void killMortal() throws InterruptedException {
        killed = true;
        // by its handle, for Process closes what is still to be heard of what it has read
        process.toHandle().destroyForcibly();
        process.waitFor();
        listener.join();
        owned.remove(mortal);
    }

    /** Whether every record that was acknowledged is read, or something is wrong. */
    boolean hasRead(Promises promises) {
        return !broken.isEmpty()
                || IntStream.range(0, partitions)
                        .allMatch(partition -> read.get(partition).containsKey(promises.last(partition)));
    }

    /** Everything that is wrong with what was read and committed. */
    List<String> faults(Promises promises) {
        Stream<String> missed = IntStream.range(0, partitions).boxed().flatMap(partition -> {
            List<ReplicaFiles.Stored> stored = new TreeMap<>(read.get(partition))
                    .entrySet().stream()
                            .map(one -> new ReplicaFiles.Stored(one.getKey(), 0, one.getValue()))
                            .toList();
            return promises.brokenBy("the group " + name, partition, stored).stream();
        });
        return Stream.concat(broken.stream(), missed).toList();
    }

    /** The highest offset of each partition that a member was told is committed. */
    Map<Integer, Long> acknowledged() {
        return Map.copyOf(acknowledged);
    }

    @Override
    public void close() throws InterruptedException {
        if (isMortalAlive()) killMortal();
        members.forEach(ReadingMember::end);
        for (Thread thread : threads) thread.join();
        broken.forEach(System.out::println);
    }

    /** Hears what one member tells, and what is wrong with it. */
    private final class Ear implements ReadingMember.Told {

        private final String member;

        Ear(String member) {
            this.member = member;
        }

        /** A line of the process. */
        private void hear(String line) {
            String[] words = line.split(" ", 4);
            switch (words[0]) {
                case "owns" ->
                    owns(Stream.of(words[1].split(","))
                            .filter(word -> !word.isEmpty())
                            .map(Integer::valueOf)
                            .collect(Collectors.toSet()));
                case "begins" -> begins(Integer.parseInt(words[1]), Long.parseLong(words[2]));
                case "read" -> read(Integer.parseInt(words[1]), Long.parseLong(words[2]), words[3]);
                case "kept" -> kept(Integer.parseInt(words[1]), Long.parseLong(words[2]));
                case "committed" -> committed(Integer.parseInt(words[1]), Long.parseLong(words[2]));
                default -> System.out.println(member + ": " + line);
            }
        }

        @Override
        public void owns(Set<Integer> partitions) {
            owned.put(member, partitions);
        }

        @Override
        public void begins(int partition, long offset) {
            long promised = acknowledged.getOrDefault(partition, 0L);
            if (offset < promised)
                broken.add(member + " begins at " + offset + " of partition " + partition + ", where " + promised
                        + " was committed");
        }

        @Override
        public void read(int partition, long offset, String value) {
            String before = read.get(partition).put(offset, value);
            if (before != null && !before.equals(value))
                broken.add(value + " is at " + offset + " of partition " + partition + ", where " + before + " was");
        }

        @Override
        public void kept(int partition, long next) {
            long promised = acknowledged.getOrDefault(partition, -1L);
            if (next < promised)
                broken.add("of partition " + partition + " " + promised + " was committed, and " + next + " is known");
        }

        @Override
        public void committed(int partition, long next) {
            acknowledged.merge(partition, next, Math::max);
        }
    }
}
