package akkord.protocol.config;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.domain.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "Orders_2.eu-west", "...", "-x", "__consumer_offsets"})
    void aLegalNameIsAccepted(String name) {
        assertThat(TopicName.refusal(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a b", "a/b", "../x", "caf\u00e9", "a\nb", "a:b", "\ud83d\ude00"})
    void anIllegalNameIsRefused(String name) {
        assertThat(TopicName.refusal(name)).hasValueSatisfying(refusal -> {
            assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
            assertThat(refusal.message()).doesNotContain("\n");
        });
    }

    @Test
    void theLongestNameLeavesRoomForThePartitionsFolder() {
        assertThat(TopicName.refusal("x".repeat(249))).isEmpty();
        assertThat(TopicName.refusal("x".repeat(250)))
                .hasValueSatisfying(refusal -> assertThat(refusal.message()).contains("250"));
    }

    @Test
    void theSentenceNamesTheCharacter() {
        assertThat(TopicName.refusal("a b").orElseThrow().message()).contains("' '");
        assertThat(TopicName.refusal("a\tb").orElseThrow().message()).contains("U+0009");
    }

    @Test
    void namesThatDifferInDotsAndUnderscoresOnlyCollide() {
        assertThat(TopicName.collisionKey("a.b_c")).isEqualTo(TopicName.collisionKey("a_b.c"));
    }
}
