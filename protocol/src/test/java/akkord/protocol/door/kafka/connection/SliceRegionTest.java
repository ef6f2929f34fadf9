package akkord.protocol.door.kafka.connection;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.door.kafka.connection.Served.Where;
import akkord.protocol.partition.DamagedLogException;
import akkord.protocol.partition.LogSlice;
import io.netty.util.concurrent.EventExecutor;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever becomes of an answer with records of a file, the file is let go of, and once. */
class SliceRegionTest {

    private static final int PATIENCE_SECONDS = 30;

    /** There is nothing to wait for at the end of a test, unless it has failed. */
    private static final Duration DRAIN = Duration.ofSeconds(1);

    private static final int FILE_BYTES = 16 * 1024 * 1024;
    private static final short VERSION = 11;

    @TempDir
    Path folder;

    private final byte[] content = new byte[FILE_BYTES];
    private final Queue<Call> held = new ConcurrentLinkedQueue<>();
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final TransferCounters counters = new TransferCounters();
    private FileChannel file;
    private Listener listener;
    private EventExecutor loop;

    private Socket open(String transport) throws Exception {
        Path path = folder.resolve("segment");
        new Random(FILE_BYTES).nextBytes(content);
        Files.write(path, content);
        file = FileChannel.open(path);
        Duration patience = Duration.ofSeconds(PATIENCE_SECONDS);
        ConnectionSettings connection =
                new ConnectionSettings(10_000, 1000, 8, 100_000, FILE_BYTES / 2, 8192, patience, patience);
        ListenerSettings settings = new ListenerSettings(
                1, 50, -1, -1, 10, 10, Map.of(), 1_000_000, Duration.ofSeconds(1), 1_000_000, DRAIN, connection);
        Served kind = new Served(ApiKeys.FETCH, VERSION, VERSION, Where.EVENT_LOOP, (call, request) -> held.add(call));
        Services services =
                new Services(key -> key == ApiKeys.FETCH.id ? kind : null, Runnable::run, new NoPage(), counters);
        listener = Listener.bind(settings, services, Transport.of(transport), new InetSocketAddress("127.0.0.1", 0))
                .toCompletableFuture()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        Socket client = new Socket(InetAddress.getLoopbackAddress(), listener.port());
        client.setSoTimeout((int) patience.toMillis());
        return client;
    }

    @AfterEach
    void close() throws Exception {
        listener.close().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        file.close();
    }

    private void ask(Socket client, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            ByteBuffer frame = ByteBuffer.allocate(4 + 8 + 2 + 4 * 3 + 4 + 1 + 8 + 4 + 4 + 2);
            frame.putInt(frame.capacity() - 4)
                    .putShort(ApiKeys.FETCH.id)
                    .putShort(VERSION)
                    .putInt(i);
            frame.putShort((short) -1)
                    .putInt(-1)
                    .putInt(0)
                    .putInt(1)
                    .putInt(FILE_BYTES)
                    .put((byte) 0);
            frame.putInt(0).putInt(-1).putInt(0).putInt(0).putShort((short) 0);
            client.getOutputStream().write(frame.array());
        }
        await(() -> held.size() == times);
        loop = held.element().eventLoop();
    }

    /** The only event loop has done what follows from all that has happened to it so far, up to three steps further. */
    private void settle() throws Exception {
        for (int i = 0; i < 3; i++) loop.submit(() -> {}).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private void awaitItsEnd() throws Exception {
        await(() -> listener.openConnections() == 0);
        settle();
    }

    private void answer(Call call, int bytes) {
        answer(call, new CountedSlice(bytes));
    }

    private void answer(Call call, LogSlice... slices) {
        taken.addAndGet(slices.length);
        List<SliceRecords> all = Stream.of(slices).map(SliceRecords::new).toList();
        FetchableTopicResponse topic = new FetchableTopicResponse().setTopic("t");
        all.forEach(records -> topic.partitions().add(new PartitionData().setRecords(records)));
        call.answer(new FetchResponseData().setResponses(List.of(topic)), () -> all.forEach(SliceRecords::close));
    }

    /** The socket takes a region in many parts; all of them, in order and nothing else must come. */
    private void assertReceives(Socket client, int position, int length) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        ByteBuffer body = ByteBuffer.wrap(frame, Integer.BYTES, frame.length - Integer.BYTES);
        FetchResponseData answer = new FetchResponseData(new ByteBufferAccessor(body), VERSION);
        MemoryRecords records =
                (MemoryRecords) answer.responses().get(0).partitions().get(0).records();
        assertThat(records.buffer().equals(ByteBuffer.wrap(content, position, length)))
                .isTrue();
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time is up").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private void assertEachClosedOnce() throws Exception {
        awaitItsEnd();
        assertThat(closed).as("slices closed, of those taken").hasValue(taken.get());
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "nio"})
    void whenItWasSentTheFileIsLetGo(String transport) throws Exception {
        try (Socket client = open(transport)) {
            ask(client, 2);
            answer(held.remove(), new CountedSlice(7, FILE_BYTES - 7));
            answer(held.remove(), new CountedSlice(5, 100));
            assertReceives(client, 7, FILE_BYTES - 7);
            settle();
            assertThat(counters.copiedBytes().sum())
                    .as("of the second answer, which waited for the first")
                    .isEqualTo(100);
            assertReceives(client, 5, 100);
            settle();
            assertThat(closed).as("slices closed while the client stays").hasValue(2);
        }
        assertEachClosedOnce();
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "nio"})
    void whenTheClientGoesWhileItIsSentTheFileIsLetGo(String transport) throws Exception {
        try (Socket client = open(transport)) {
            ask(client, 1);
            answer(held.remove(), FILE_BYTES);
            client.getInputStream().readNBytes(100_000);
            client.setSoLinger(true, 0);
        }
        assertEachClosedOnce();
    }

    /** Only the first fits what may be unsent: the others wait as messages. */
    @ParameterizedTest
    @ValueSource(strings = {"auto", "nio"})
    void whenTheClientGoesBeforeItIsSentTheFileIsLetGo(String transport) throws Exception {
        try (Socket client = open(transport)) {
            ask(client, 5);
            while (!held.isEmpty()) answer(held.remove(), FILE_BYTES);
            client.getInputStream().readNBytes(100);
            client.setSoLinger(true, 0);
        }
        assertEachClosedOnce();
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "nio"})
    void whenTheClientIsGoneBeforeTheAnswerTheFileIsLetGo(String transport) throws Exception {
        try (Socket client = open(transport)) {
            ask(client, 2);
        }
        awaitItsEnd();
        assertThat(held).as("told that nobody waits").allMatch(Call::isAbandoned);
        while (!held.isEmpty()) answer(held.remove(), FILE_BYTES);
        assertEachClosedOnce();
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "nio"})
    void whatWasAnsweredBehindOneThatIsStillUnderWayIsLetGoWhenTheClientGoes(String transport) throws Exception {
        try (Socket client = open(transport)) {
            ask(client, 2);
            Call first = held.remove();
            answer(held.remove(), FILE_BYTES);
            client.close();
            awaitItsEnd();
            assertThat(closed).as("what was answered behind it").hasValue(1);
            assertThat(first.isAbandoned()).isTrue();
            answer(first, FILE_BYTES);
        }
        assertEachClosedOnce();
    }

    /** The first was copied and let go of already; the last would have been a region. */
    @ParameterizedTest
    @ValueSource(strings = {"auto", "nio"})
    void whenAnAnswerCannotBeReadTheConnectionEndsAndEachFileIsLetGo(String transport) throws Exception {
        IOException unreadable = new IOException("Input/output error");
        assertEndsTheConnection(transport, new UnreadableSlice(unreadable));
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "nio"})
    void whenThereIsNoMemoryForAnAnswerTheConnectionEndsAndEachFileIsLetGo(String transport) throws Exception {
        OutOfMemoryError full = new OutOfMemoryError("Cannot reserve direct buffer memory");
        assertEndsTheConnection(transport, new UnreadableSlice(full));
    }

    private void assertEndsTheConnection(String transport, LogSlice unreadable) throws Exception {
        try (Socket client = open(transport)) {
            ask(client, 2);
            answer(held.remove(), new CountedSlice(100), unreadable, new CountedSlice(FILE_BYTES));
            answer(held.remove(), 100);
            settle();
            assertThat(counters.regions().sum())
                    .as("of the answers that must not be sent")
                    .isZero();
            assertThat(client.getInputStream().read()).isNegative();
        }
        assertEachClosedOnce();
    }

    private final class UnreadableSlice extends CountedSlice {

        private final Throwable why;

        private UnreadableSlice(Throwable why) {
            super(100);
            this.why = why;
        }

        @Override
        public void copyTo(ByteBuffer target) throws IOException {
            if (why instanceof Error fatal) throw fatal;
            throw new IOException(why);
        }
    }

    private class CountedSlice implements LogSlice {

        private final int position;
        private final int length;

        private CountedSlice(int length) {
            this(0, length);
        }

        private CountedSlice(int position, int length) {
            this.position = position;
            this.length = length;
        }

        @Override
        public FileChannel channel() {
            return file;
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public int length() {
            return length;
        }

        @Override
        public long firstBatchOffset() {
            return 0;
        }

        @Override
        public void copyTo(ByteBuffer target) throws IOException {
            while (target.hasRemaining()) file.read(target, position + target.position());
        }

        @Override
        public DamagedLogException damaged(int at, String what) {
            throw new AssertionError(what);
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    /** Nobody comes with another protocol. */
    private record NoPage() implements Page {

        @Override
        public String html() {
            throw new AssertionError();
        }

        @Override
        public String sentence() {
            throw new AssertionError();
        }
    }
}
