package akkord.system.kafka;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Debian's packages: what a test needs and the machine lacks is installed, or the test fails and says what. */
final class Debian {

    private Debian() {}

    /** Those programs or files are there, and otherwise that package is installed. @param proofs absolute paths */
    static synchronized void needs(String packageName, String... proofs) {
        if (areThere(proofs)) return;
        String missing = "These tests need Debian's package " + packageName
                + ", which is not installed. Install it (apt-get install " + packageName
                + ") and run them again; they would have done it themselves, but ";
        if (!Files.isExecutable(Path.of("/usr/bin/apt-get")))
            throw new AssertionError(missing + "this machine has no apt-get.");
        install(packageName, missing);
        if (!areThere(proofs))
            throw new AssertionError(missing + "the package did not bring " + Arrays.toString(proofs) + ".");
    }

    private static boolean areThere(String... proofs) {
        return Arrays.stream(proofs).allMatch(proof -> Files.exists(Path.of(proof)));
    }

    private static void install(String packageName, String missing) {
        List<String> asRoot = new ArrayList<>();
        if (!System.getProperty("user.name").equals("root")) {
            if (!Files.isExecutable(Path.of("/usr/bin/sudo")))
                throw new AssertionError(missing + "they are not run as root and there is no sudo.");
            asRoot.addAll(List.of("/usr/bin/sudo", "-n"));
        }
        asRoot.addAll(List.of("/usr/bin/env", "DEBIAN_FRONTEND=noninteractive", "/usr/bin/apt-get", "-q", "-y"));
        asRoot.addAll(List.of("-o", "DPkg::Lock::Timeout=120"));
        Ran updated = Ran.of(with(asRoot, "update"));
        Ran installed = Ran.of(with(asRoot, "install", "--no-install-recommends", packageName));
        if (installed.exitCode() != 0) throw new AssertionError(missing + "it failed:\n" + updated + installed);
    }

    private static ProcessBuilder with(List<String> command, String... arguments) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(arguments));
        return new ProcessBuilder(all);
    }
}
