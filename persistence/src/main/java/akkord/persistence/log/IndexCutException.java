package akkord.persistence.log;

import java.io.IOException;
import java.nio.file.Path;

/** The owner cut an index while it was read: whoever reads looks again, and finds it shorter. */
final class IndexCutException extends IOException {

    private static final long serialVersionUID = 1L;

    IndexCutException(Path index) {
        super("the index " + index + " was cut while it was read");
    }
}
