package akkord.system.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** curl, which stands for every browser: its exit code tells whether the connection has ended cleanly. */
@Execution(ExecutionMode.CONCURRENT)
class CurlTest {

    private static final String PROGRAM = "/usr/bin/curl";

    @RegisterExtension
    static final SharedNode SHARED = new SharedNode();

    @BeforeAll
    static void install() {
        Debian.needs("curl", PROGRAM);
    }

    private static Ran curl(byte[] input, String... arguments) {
        List<String> command = new ArrayList<>(List.of(PROGRAM, "--silent", "--show-error", "--max-time", "60"));
        command.addAll(List.of(arguments));
        return Ran.of(new ProcessBuilder(command), input);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http1.0", "--head"})
    void itGetsThePageAndEndsWithZero(String how) {
        Ran ran = curl(new byte[0], how, "http://" + SHARED.server() + "/").succeeded();

        assertThat(ran.err()).isEmpty();
        if (how.equals("--head")) assertThat(ran.text()).startsWith("HTTP/1.1 200 OK");
        else assertThat(ran.text()).contains("<html").contains("Akkord").endsWith("</html>\n");
    }

    @Test
    void aPageAskedForWithALargeBodyEndsWithZeroToo() {
        String body = "x".repeat(100_000);
        Ran ran = curl(body.getBytes(), "--data-binary", "@-", "http://" + SHARED.server() + "/");

        assertThat(ran.succeeded().text()).contains("Akkord");
    }
}
