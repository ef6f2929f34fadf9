package akkord.system.kafka;

import akkord.system.Akkord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Kafka's own command-line tools: the classes that the scripts of its distribution start. */
record KafkaTools(String server) {

    private static final String PACKAGE = "org.apache.kafka.tools.";
    private static final int LINE_PARTS = 6;

    /** Of loaded classes: the first tool that runs makes it, and all others start sooner. */
    private static final Path ARCHIVE =
            Akkord.home().resolve("src/test/target/clients/kafka-tools-" + Runtime.version() + ".jsa");

    Ran topics(String... arguments) {
        return run(PACKAGE + "TopicCommand", arguments);
    }

    Ran configs(String... arguments) {
        return run("kafka.admin.ConfigCommand", arguments);
    }

    Ran offsets(String... arguments) {
        return run(PACKAGE + "GetOffsetShell", arguments);
    }

    /** @param name in Kafka's package of tools */
    Ran tool(String name, String... arguments) {
        return run(PACKAGE + name, arguments);
    }

    /** @param lines each {@code headers, key, value} between tabs; {@code NULL} is an absent one */
    Ran consoleProducer(String topic, String compression, List<String> lines) {
        List<String> command = command(PACKAGE + "ConsoleProducer", "--topic", topic);
        command.addAll(List.of("--compression-codec", compression, "--reader-property", "parse.key=true"));
        command.addAll(List.of("--reader-property", "parse.headers=true", "--reader-property", "null.marker=NULL"));
        return Ran.of(new ProcessBuilder(command), (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** @return records after their offsets, as the client programs answer them */
    List<String> consoleConsumer(String topic, Object offset, int count) {
        List<String> arguments = new ArrayList<>(List.of("--topic", topic, "--partition", "0"));
        arguments.addAll(List.of("--offset", "" + offset, "--max-messages", "" + count, "--timeout-ms", "30000"));
        for (String property : List.of(
                "print.timestamp=true",
                "print.partition=true",
                "print.offset=true",
                "print.headers=true",
                "print.key=true",
                "null.literal=NULL")) arguments.addAll(List.of("--formatter-property", property));
        String out = run(PACKAGE + "consumer.ConsoleConsumer", arguments.toArray(String[]::new))
                .succeeded()
                .out();
        return Arrays.stream(out.split("\n")).map(KafkaTools::parse).toList();
    }

    private static String parse(String line) {
        String[] parts = line.split("\t", -1);
        if (parts.length != LINE_PARTS) throw new AssertionError("not a record: " + line);
        String headers = parts[3].equals("NO_HEADERS") ? "" : parts[3].replaceAll("(^|,)([^:]*):", "$1$2=");
        return Printed.line(
                afterColon(parts[2]),
                afterColon(parts[0]),
                Printed.unlessAbsent(parts[4]),
                Printed.unlessAbsent(parts[5]),
                headers);
    }

    private static String afterColon(String part) {
        return part.substring(part.indexOf(':') + 1);
    }

    private Ran run(String mainClass, String... arguments) {
        return Ran.of(new ProcessBuilder(command(mainClass, arguments)));
    }

    private List<String> command(String mainClass, String... arguments) {
        List<String> command = new ArrayList<>(withoutServer(mainClass, arguments));
        command.addAll(List.of("--bootstrap-server", server));
        return command;
    }

    /** For tools that ask no node. */
    static Ran offline(String name, String... arguments) {
        return Ran.of(new ProcessBuilder(withoutServer(PACKAGE + name, arguments)));
    }

    private static List<String> withoutServer(String mainClass, String... arguments) {
        List<String> command = new ArrayList<>(List.of(ClientProcess.javaCommand(), "-Xmx128m"));
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.add((Files.exists(ARCHIVE) ? "-XX:SharedArchiveFile=" : "-XX:ArchiveClassesAtExit=") + ARCHIVE);
        // one that does not fit is not used, and what the JVM says of it is none of the tool's output
        command.addAll(List.of("-Xshare:auto", "-Xlog:disable", "-Xlog:all=error:stderr", "-Xlog:cds=off:stderr"));
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
        command.addAll(List.of(
                "-cp", ClientProcess.jars(Akkord.home().resolve("src/test/target/clients/kafka-tools")), mainClass));
        command.addAll(List.of(arguments));
        return command;
    }
}
