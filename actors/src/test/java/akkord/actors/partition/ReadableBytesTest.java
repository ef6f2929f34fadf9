package akkord.actors.partition;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadableBytesTest {

    private final ReadableBytes bytes = new ReadableBytes();

    @Test
    void bytesBetweenTwoWatermarksAreTheWritesBetweenThem() {
        bytes.reset(10);
        bytes.wrote(12, 100);
        bytes.wrote(15, 30);
        assertThat(bytes.between(10, 12)).isEqualTo(100);
        assertThat(bytes.between(12, 15)).isEqualTo(30);
        assertThat(bytes.between(10, 15)).isEqualTo(130);
    }

    @Test
    void aMoveIsNeverWorthNothing() {
        bytes.reset(10);
        bytes.wrote(20, 100);
        assertThat(bytes.between(10, 15)).isEqualTo(1);
    }

    @Test
    void whatIsTooLongAgoIsUnknown() {
        bytes.reset(0);
        for (int offset = 1; offset <= 40; offset++) bytes.wrote(offset, 7);
        assertThat(bytes.between(3, 40)).isEqualTo(ReadableBytes.UNKNOWN);
        assertThat(bytes.between(35, 40)).isEqualTo(35);
    }

    @Test
    void anOpenedLogStartsAnew() {
        bytes.reset(0);
        bytes.wrote(5, 50);
        bytes.reset(5);
        assertThat(bytes.between(4, 5)).isEqualTo(ReadableBytes.UNKNOWN);
        bytes.wrote(6, 9);
        assertThat(bytes.between(5, 6)).isEqualTo(9);
    }
}
