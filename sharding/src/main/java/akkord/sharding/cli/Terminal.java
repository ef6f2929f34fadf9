package akkord.sharding.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether somebody looks at what is printed. */
final class Terminal {

    private Terminal() {}

    static boolean isStandardOutput() {
        return isTerminal(1);
    }

    static boolean isStandardError() {
        return isTerminal(2);
    }

    /** Java tells only of input and output together; Linux tells of each. */
    private static boolean isTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException notLinux) {
            return System.console() != null;
        }
    }
}
