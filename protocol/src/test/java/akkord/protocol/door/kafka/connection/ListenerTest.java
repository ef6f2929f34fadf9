package akkord.protocol.door.kafka.connection;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.door.kafka.connection.Served.Where;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The listener with a request kind whose requests are answered when the test says so. */
class ListenerTest {

    private static final long PATIENCE_SECONDS = 30;
    private static final int UNDER_WAY_MAX = 8;
    private static final int REQUEST_BYTES_MAX = 100_000;
    private static final int REQUEST_BYTES_UNDER_WAY_MAX = 100_000;
    private static final int PARTIAL_REQUEST_BYTES_MAX = 150_000;

    private final Queue<Call> held = new ConcurrentLinkedQueue<>();
    private final List<Socket> clients = new ArrayList<>();
    private Listener listener;

    private void open(
            String transport, int connectionsMax, int perAddressMax, Map<String, Integer> overrides, Duration idle)
            throws Exception {
        ConnectionSettings connection = new ConnectionSettings(
                REQUEST_BYTES_MAX,
                1000,
                UNDER_WAY_MAX,
                REQUEST_BYTES_UNDER_WAY_MAX,
                1_000_000,
                8192,
                Duration.ofSeconds(PATIENCE_SECONDS),
                idle);
        ListenerSettings settings = new ListenerSettings(
                1,
                50,
                -1,
                -1,
                connectionsMax,
                perAddressMax,
                overrides,
                PARTIAL_REQUEST_BYTES_MAX,
                Duration.ofSeconds(1),
                1_000_000,
                Duration.ofSeconds(PATIENCE_SECONDS),
                connection);
        Served kind = new Served(ApiKeys.METADATA, 0, 13, Where.EVENT_LOOP, (call, request) -> held.add(call));
        Services services = new Services(
                key -> key == ApiKeys.METADATA.id ? kind : null, Runnable::run, new NoPage(), new TransferCounters());
        listener = Listener.bind(settings, services, Transport.of(transport), new InetSocketAddress("127.0.0.1", 0))
                .toCompletableFuture()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private void open(String transport) throws Exception {
        open(transport, 100, 100, Map.of(), Duration.ofMinutes(10));
    }

    @AfterEach
    void close() throws Exception {
        for (Socket client : clients) client.close();
        listener.close().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private Socket connect(String from) throws IOException {
        Socket client = new Socket();
        client.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        client.bind(new InetSocketAddress(from, 0));
        client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.port()));
        clients.add(client);
        return client;
    }

    /** A request of version 1 with as many bytes of names. */
    private static byte[] request(int correlationId, int bytes) {
        return request(correlationId, 1, bytes);
    }

    private static byte[] request(int correlationId, int names, int bytes) {
        ByteBuffer frame = ByteBuffer.allocate(4 + 8 + 2 + 4 + names * (2 + bytes));
        frame.putInt(frame.capacity() - 4)
                .putShort(ApiKeys.METADATA.id)
                .putShort((short) 1)
                .putInt(correlationId);
        frame.putShort((short) -1).putInt(names);
        for (int i = 0; i < names; i++)
            frame.putShort((short) bytes).put("a".repeat(bytes).getBytes(StandardCharsets.US_ASCII));
        return frame.array();
    }

    private static int answered(Socket client) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        return ByteBuffer.wrap(frame).getInt();
    }

    private static boolean isEnded(Socket client) throws IOException {
        try {
            return client.getInputStream().read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time is up").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "nio"})
    void whoSendsMoreThanIsHandledIsNotReadFrom(String transport) throws Exception {
        open(transport);
        Socket client = connect("127.0.0.1");
        Socket other = connect("127.0.0.1");
        for (int i = 0; i < 100; i++) client.getOutputStream().write(request(i, 10));
        await(() -> held.size() >= UNDER_WAY_MAX);
        other.getOutputStream().write(request(1000, 10));
        await(() -> held.stream().anyMatch(call -> call.correlationId() == 1000));
        held.stream()
                .filter(call -> call.correlationId() == 1000)
                .forEach(call -> call.answer(new MetadataResponseData()));
        assertThat(answered(other)).isEqualTo(1000);
        held.removeIf(call -> call.correlationId() == 1000);
        assertThat(held).hasSize(UNDER_WAY_MAX);
        for (int i = 0; i < 100; i++) {
            await(() -> !held.isEmpty());
            held.remove().answer(new MetadataResponseData());
            assertThat(answered(client)).isEqualTo(i);
            assertThat(held.size()).isLessThanOrEqualTo(UNDER_WAY_MAX);
        }
    }

    @Test
    void theBytesOfRequestsThatAreNotHandledAreBounded() throws Exception {
        open("auto");
        Socket client = connect("127.0.0.1");
        CompletableFuture<Void> written = CompletableFuture.runAsync(
                () -> {
                    try {
                        // Four of these pass the bound, before the count does.
                        for (int i = 0; i < 200; i++) client.getOutputStream().write(request(i, 32_000));
                    } catch (IOException closed) {
                        throw new IllegalStateException(closed);
                    }
                },
                task -> new Thread(task).start());
        await(() -> held.size() >= 4);
        for (int i = 0; i < 200; i++) {
            await(() -> !held.isEmpty());
            assertThat(held.stream().mapToLong(Call::frameBytes).sum())
                    .isLessThanOrEqualTo(REQUEST_BYTES_UNDER_WAY_MAX + 33_000);
            held.remove().answer(new MetadataResponseData());
            assertThat(answered(client)).isEqualTo(i);
        }
        written.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "nio"})
    void answersUnderWayAreWrittenBeforeTheListenerStops(String transport) throws Exception {
        open(transport);
        Socket client = connect("127.0.0.1");
        for (int i = 0; i < 5; i++) client.getOutputStream().write(request(i, 10));
        await(() -> held.size() == 5);
        CompletableFuture<Void> closed = listener.close().toCompletableFuture();
        List<Call> backwards = new ArrayList<>(held);
        java.util.Collections.reverse(backwards);
        backwards.forEach(call -> call.answer(new MetadataResponseData()));
        for (int i = 0; i < 5; i++) assertThat(answered(client)).isEqualTo(i);
        assertThat(isEnded(client)).isTrue();
        closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void whatWasAskedBeforeNonsenseIsAnsweredAndWhatCameAfterIsNot() throws Exception {
        open("auto");
        Socket client = connect("127.0.0.1");
        client.getOutputStream().write(request(1, 10));
        client.getOutputStream().write(new byte[] {0, 0, 0, 8, 99, 99, 0, 0, 0, 0, 0, 0});
        client.getOutputStream().write(request(2, 10));
        await(() -> held.size() == 1);
        held.remove().answer(new MetadataResponseData());
        assertThat(answered(client)).isEqualTo(1);
        assertThat(isEnded(client)).isTrue();
        assertThat(held).isEmpty();
    }

    @Test
    void theHandlerIsToldWhenTheClientIsGone() throws Exception {
        open("auto");
        Socket client = connect("127.0.0.1");
        client.getOutputStream().write(request(1, 10));
        await(() -> held.size() == 1);
        client.close();
        await(() -> held.peek().isAbandoned());
        CompletableFuture<Void> freed = new CompletableFuture<>();
        held.peek().answer(new MetadataResponseData(), () -> freed.complete(null));
        freed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Together they want more than there is for requests that have not come whole. */
    @Test
    void halfARequestThatHasStalledMakesWayForWhoWaits() throws Exception {
        open("auto");
        Socket stalled = connect("127.0.0.1");
        answeredOn(stalled);
        byte[] whole = request(1, 3, 30_000);
        stalled.getOutputStream().write(whole, 0, whole.length - 1);
        Socket waits = connect("127.0.0.1");
        answeredOn(waits);
        waits.getOutputStream().write(whole);
        await(() -> held.size() == 1);
        held.remove().answer(new MetadataResponseData());
        assertThat(answered(waits)).isEqualTo(1);
        assertThat(isEnded(stalled)).isTrue();
    }

    @Test
    void whatIsIdleIsClosed() throws Exception {
        open("auto", 100, 100, Map.of(), Duration.ofMillis(300));
        assertThat(isEnded(connect("127.0.0.1"))).isTrue();
    }

    @Test
    void connectionsAreLimitedPerAddressAndInTotalAndAnAddressMayHaveItsOwnLimit() throws Exception {
        open("auto", 6, 2, Map.of("127.0.0.3", 3), Duration.ofMinutes(10));
        List<Socket> served = new ArrayList<>();
        for (String address : List.of("127.0.0.1", "127.0.0.1", "127.0.0.3", "127.0.0.3", "127.0.0.3"))
            served.add(answeredOn(connect(address)));
        assertThat(isEnded(connect("127.0.0.1"))).isTrue();
        assertThat(isEnded(connect("127.0.0.3"))).isTrue();
        served.add(answeredOn(connect("127.0.0.2")));
        assertThat(isEnded(connect("127.0.0.2"))).as("beyond the total").isTrue();
        served.remove(0).close();
        await(() -> listener.openConnections() == 5);
        served.add(answeredOn(connect("127.0.0.1")));
        for (Socket still : served) answeredOn(still);
    }

    private Socket answeredOn(Socket client) throws IOException {
        client.getOutputStream().write(request(7, 10));
        await(() -> !held.isEmpty());
        held.remove().answer(new MetadataResponseData());
        assertThat(answered(client)).isEqualTo(7);
        return client;
    }

    /** Nobody comes with another protocol. */
    private static final class NoPage implements Page {

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
