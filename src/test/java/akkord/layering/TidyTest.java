package akkord.layering;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What no compiler checks and every reader feels. */
@Execution(ExecutionMode.CONCURRENT)
class TidyTest {

    private static final int FILE_LINES_MAX = 400;

    private static final Pattern TYPE_NAME_TO_AVOID =
            Pattern.compile("(.*(Manager|Util|Utils|Helper|Impl)|Abstract.*)\\.java");

    private static final Pattern LEFT_FOR_LATER = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");

    private static final Pattern SLEEP = Pattern.compile("Thread\\.sl" + "eep\\(|@Dis" + "abled");

    private static final Path ROOT = root();

    @Test
    void theSourcesAreFound() throws IOException {
        assertThat(sources()).hasSizeGreaterThan(20);
    }

    @Test
    void noFileIsTooLongToRead() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : sources()) {
            long lines = Files.readAllLines(file).size();
            if (lines > FILE_LINES_MAX) tooLong.add(ROOT.relativize(file) + ": " + lines + " lines");
        }
        assertThat(tooLong).isEmpty();
    }

    @Test
    void noNameIsAPlaceForEverything() throws IOException {
        assertThat(sources()).noneMatch(file -> TYPE_NAME_TO_AVOID
                .matcher(file.getFileName().toString())
                .matches());
    }

    @Test
    void nothingIsLeftForLaterAndNothingSleeps() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : sources()) {
            String text = Files.readString(file);
            if (LEFT_FOR_LATER.matcher(text).find() || SLEEP.matcher(text).find())
                found.add(ROOT.relativize(file).toString());
        }
        assertThat(found).isEmpty();
    }

    private static List<Path> sources() throws IOException {
        List<Path> found = new ArrayList<>();
        for (String folder :
                new String[] {"protocol/src", "persistence/src", "actors/src", "sharding/src", "src/test"}) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .filter(file -> !file.toString().contains("/target/"))
                        .forEach(found::add);
            }
        }
        return found;
    }

    /** Tests run in the folder of their module. */
    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isRegularFile(folder.resolve("application.conf"))) {
            Path parent = folder.getParent();
            if (parent == null) throw new IllegalStateException("not started inside the repository");
            folder = parent;
        }
        return folder;
    }
}
