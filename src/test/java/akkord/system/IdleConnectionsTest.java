package akkord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What connections to the Kafka port cost that have asked once and then say nothing. */
class IdleConnectionsTest {

    private static final int CONNECTIONS = 1000;
    private static final short API_VERSIONS = 18;

    /** Some kilobytes were measured; this is to notice a buffer that each keeps. */
    private static final long RESIDENT_BYTES_EACH_MAX = 64 * 1024;

    @TempDir
    Path folder;

    @Test
    void aThousandIdleConnectionsCostKilobytesEachAndAClientWorksBesideThem() throws Exception {
        List<Socket> idle = new ArrayList<>();
        try (RunningNode node = RunningNode.start(folder.resolve("node"))) {
            writeAndRead(node, "before", 50_000);
            // What the first of them need is not what one more costs.
            for (int i = 0; i < CONNECTIONS / 10; i++) idle.add(connected(node));
            long before = residentBytes(node);
            while (idle.size() < CONNECTIONS + CONNECTIONS / 10) idle.add(connected(node));
            long each = (residentBytes(node) - before) / CONNECTIONS;
            System.out.println("resident memory of an idle connection: " + each + " bytes");
            assertThat(each).isLessThan(RESIDENT_BYTES_EACH_MAX);
            writeAndRead(node, "beside", 1000);
            for (Socket still : idle) ask(still);
        } finally {
            for (Socket each : idle) each.close();
        }
    }

    private static void writeAndRead(RunningNode node, String topic, int records) {
        String lines = "record\n".repeat(records);
        node.run("topic", "create", topic, "--partitions", "1").succeeded();
        node.run(lines.getBytes(), "produce", topic).succeeded();
        assertThat(node.run("consume", topic).succeeded().out()).isEqualTo(lines);
    }

    private static Socket connected(RunningNode node) throws IOException {
        String[] address = node.kafkaServer().split(":", -1);
        Socket socket = new Socket(InetAddress.getByName(address[0]), Integer.parseInt(address[1]));
        socket.setSoTimeout(60_000);
        ask(socket);
        return socket;
    }

    /** ApiVersions, version 0. */
    private static void ask(Socket socket) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(4 + 8 + 2).putInt(10).putShort(API_VERSIONS);
        socket.getOutputStream()
                .write(frame.putShort((short) 0).putInt(7).putShort((short) -1).array());
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] answer = new byte[in.readInt()];
        in.readFully(answer);
        assertThat(ByteBuffer.wrap(answer).getInt()).isEqualTo(7);
    }

    private static long residentBytes(RunningNode node) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + node.pid() + "/status")))
            if (line.startsWith("VmRSS:")) return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        throw new AssertionError("no VmRSS");
    }
}
