package akkord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Ids of idempotent producers, asked for as Kafka's protocol says, of a node that is killed again and again. */
@Execution(ExecutionMode.CONCURRENT)
class ProducerIdsTest {

    private static final int ROUNDS = 4;
    private static final int ASKED_IN_A_ROUND = 200;
    private static final int TAKEN_BEFORE_THE_KILL = 60;
    private static final int BLOCK = 7;
    private static final short INIT_PRODUCER_ID = 22;
    private static final int TIMEOUT_MILLIS = (int) TimeUnit.SECONDS.toMillis(60);

    @TempDir
    Path folder;

    @Test
    void noIdIsGivenTwiceThoughTheNodeIsKilledWhileItGivesThem() throws Exception {
        List<Long> given = new ArrayList<>();
        try (RunningNode node =
                RunningNode.start(folder.resolve("node"), "-Dakkord.controller.producer-ids-per-block=" + BLOCK)) {
            for (int round = 0; round < ROUNDS; round++) {
                int before = given.size();
                askAndKill(node, given);
                assertThat(given.size() - before).isGreaterThanOrEqualTo(TAKEN_BEFORE_THE_KILL);
                node.restart();
            }
        }
        assertThat(new HashSet<>(given)).hasSameSizeAs(given);
    }

    /** Every answer counts that comes out of the connection, also those that were on their way when the node died. */
    private static void askAndKill(RunningNode node, List<Long> given) throws IOException {
        String[] address = node.kafkaServer().split(":", -1);
        try (Socket socket = new Socket(InetAddress.getByName(address[0]), Integer.parseInt(address[1]))) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            for (int i = 0; i < ASKED_IN_A_ROUND; i++) socket.getOutputStream().write(request(i));
            DataInputStream answers = new DataInputStream(socket.getInputStream());
            for (int i = 0; i < TAKEN_BEFORE_THE_KILL; i++) given.add(answered(answers));
            node.kill9();
            takeTheRest(answers, given);
        }
    }

    private static void takeTheRest(DataInputStream answers, List<Long> given) {
        try {
            while (true) given.add(answered(answers));
        } catch (IOException gone) {
            assertThat(gone).as("the node was killed").isNotNull();
        }
    }

    /** Version 0: no transaction, whose timeout does not matter. */
    private static byte[] request(int correlationId) {
        ByteBuffer frame = ByteBuffer.allocate(4 + 8 + 2 + 2 + 4);
        frame.putInt(frame.capacity() - 4).putShort(INIT_PRODUCER_ID).putShort((short) 0);
        frame.putInt(correlationId).putShort((short) -1).putShort((short) -1).putInt(TIMEOUT_MILLIS);
        return frame.array();
    }

    private static long answered(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        ByteBuffer answer = ByteBuffer.wrap(bytes).position(8);
        assertThat(answer.getShort()).as("error").isZero();
        return answer.getLong();
    }
}
