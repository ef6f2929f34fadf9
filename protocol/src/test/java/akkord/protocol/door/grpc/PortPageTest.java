package akkord.protocol.door.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortPageTest extends DoorCalls {

    @ParameterizedTest
    @ValueSource(strings = {"/", "/metrics", "/akkord.v1.Topics/List"})
    void aBrowserIsToldWhatThisPortIs(String path) throws Exception {
        assertSaysWhatItIs(send(request(path).GET()));
    }

    @Test
    void whoSendsSomethingElseIsToldToo() throws Exception {
        HttpRequest.Builder json = request("/akkord.v1.Producer/Produce")
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
        assertSaysWhatItIs(send(json));
        assertThat(produce(one("page", "x")).getPositionsCount()).isEqualTo(1);
    }

    private static void assertSaysWhatItIs(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/plain");
        assertThat(answer.body()).contains("gRPC port of an Akkord node", "HTTP/2", "grpcurl");
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.door.port() + path))
                .timeout(Duration.ofSeconds(RunningDoor.SECONDS_MAX));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
