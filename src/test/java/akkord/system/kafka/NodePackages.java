package akkord.system.kafka;

import akkord.system.Akkord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** Packages for Node.js, installed below {@code target} as their committed lock file says. */
final class NodePackages {

    private NodePackages() {}

    /** @param name a folder of {@code src/test/clients} @return where its files and what they need are */
    static Path installed(String name) {
        Debian.needs("nodejs", "/usr/bin/node");
        Debian.needs("npm", "/usr/bin/npm");
        Path from = Akkord.home().resolve("src/test/clients").resolve(name);
        Path to = Akkord.home().resolve("src/test/target").resolve(name);
        copy(from, to);
        if (isInstalled(to)) return to;
        Ran npm = Ran.of(new ProcessBuilder("/usr/bin/npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                .directory(to.toFile()));
        if (npm.exitCode() != 0)
            throw new AssertionError("These tests need the packages that " + from.resolve("package.json")
                    + " names; they would have installed them (npm ci in " + to + "), but it failed:\n" + npm);
        return to;
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.list(from)) {
            Files.createDirectories(to);
            for (Path file : files.toList())
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    private static boolean isInstalled(Path folder) {
        return Files.exists(folder.resolve("node_modules/.package-lock.json"))
                && Ran.of(new ProcessBuilder("/usr/bin/npm", "ls").directory(folder.toFile()))
                                .exitCode()
                        == 0;
    }
}
