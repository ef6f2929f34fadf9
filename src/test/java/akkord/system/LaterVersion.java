package akkord.system;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.sharding.membership.Handshake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;

/** The program as a later version will be, in one respect: what its nodes say to each other has the next version. */
final class LaterVersion {

    static final int PROTOCOL_VERSION = Handshake.PROTOCOL_VERSION + 1;

    /** Whoever uses the constant has it compiled in. */
    private static final List<String> CONCERNED = List.of("Handshake", "ClusterJoin", "Admission");

    private LaterVersion() {}

    /** {@code bin/akkord} with those arguments, of that version. @param folder for its classes */
    static ProcessBuilder command(Path folder, List<String> arguments) throws IOException {
        compileInto(folder);
        ProcessBuilder command = Akkord.command(arguments);
        command.environment().put("AKKORD_JVM_OPTS", "-cp " + folder + ":" + Akkord.classPath());
        return command;
    }

    private static void compileInto(Path folder) throws IOException {
        Path sources = Akkord.home().resolve("sharding/src/main/java/akkord/sharding/membership");
        List<String> arguments = new ArrayList<>(List.of("-proc:none", "-cp", Akkord.classPath(), "-d", "" + folder));
        for (String name : CONCERNED) {
            String source = Files.readString(sources.resolve(name + ".java"));
            Path changed = Files.createDirectories(folder).resolve(name + ".java");
            Files.writeString(
                    changed, source.replaceFirst("(int PROTOCOL_VERSION) = \\d+", "$1 = " + PROTOCOL_VERSION));
            arguments.add(changed.toString());
        }
        int failures = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        assertThat(failures).as("javac " + arguments).isZero();
    }
}
