package akkord.sharding.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryDefaultsTest {

    private static final ClassLoader CLASSES = LibraryDefaultsTest.class.getClassLoader();

    @TempDir
    Path folder;

    @Test
    void theOneFileSaysWhatTheLibrariesSay() throws IOException {
        Path file = folder.resolve("defaults.conf");
        LibraryDefaults.write(file);
        ClassLoader one = LibraryDefaults.of(file.toString(), CLASSES);

        assertThat(Collections.list(one.getResources("reference.conf")))
                .containsExactly(file.toUri().toURL());
        assertThat(ConfigFactory.defaultReference(one)).isEqualTo(ConfigFactory.defaultReference(CLASSES));
        // substitutions are kept: what an operator sets reaches the settings that follow it
        assertThat(raised(ConfigFactory.defaultReferenceUnresolved(one)))
                .isEqualTo(raised(ConfigFactory.defaultReferenceUnresolved(CLASSES)));
        assertThat(Files.size(file)).isLessThan(200_000);
    }

    @Test
    void itsValuesAreTheOnesUsed() throws IOException {
        Path file = Files.writeString(folder.resolve("defaults.conf"), "akka.actor.creation-timeout = 77 s");

        Config read = ConfigFactory.defaultReference(LibraryDefaults.of(file.toString(), CLASSES));

        assertThat(read.getDuration("akka.actor.creation-timeout")).hasSeconds(77);
    }

    @Test
    void withoutAFileTheLibrariesOwnAreRead() {
        assertThat(LibraryDefaults.of(null, CLASSES)).isSameAs(CLASSES);
        assertThat(LibraryDefaults.of(folder.resolve("none").toString(), CLASSES))
                .isSameAs(CLASSES);
    }

    private static Config raised(Config defaults) {
        return ConfigFactory.parseString(
                        "akka.cluster.sharding.passivation.default-idle-strategy.idle-entity.timeout = 7 s\n"
                                + "akka.persistence.journal-plugin-fallback.circuit-breaker.max-failures = 7\n"
                                + "akka.remote.artery.canonical.port = 7\nakka.remote.use-dispatcher = other")
                .withFallback(defaults)
                .resolve();
    }
}
