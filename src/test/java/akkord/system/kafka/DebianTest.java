package akkord.system.kafka;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** A machine without what a test needs is told so. */
class DebianTest {

    @Test
    void whatIsThereIsNotInstalled() {
        assertThatCode(() -> Debian.needs("no-such-package", "/bin/sh")).doesNotThrowAnyException();
    }

    @Test
    void whatCannotBeInstalledIsNamed() {
        assertThatThrownBy(() -> Debian.needs("no-such-package", "/usr/bin/no-such-program"))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("These tests need Debian's package no-such-package, which is not installed. "
                        + "Install it (apt-get install no-such-package) and run them again");
    }
}
