package akkord.protocol.door.grpc.consume;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.grpc.v1.Start;
import org.junit.jupiter.api.Test;

class GroupStartsTest {

    @Test
    void theSettingSaysWhereAGroupBegins() {
        assertThat(GroupStarts.parse("earliest", 5_000).getAtCase()).isEqualTo(Start.AtCase.EARLIEST);
        assertThat(GroupStarts.parse("latest", 5_000).getAtCase()).isEqualTo(Start.AtCase.LATEST);
        assertThat(GroupStarts.parse("by_duration:PT2S", 5_000).getTimestampMs())
                .isEqualTo(3_000);
        assertThat(GroupStarts.parse("by_duration:PT2H", 5_000).getTimestampMs())
                .as("before 1970")
                .isZero();
    }
}
