package akkord.sharding.cli;

import akkord.sharding.client.AkkordClient;
import akkord.sharding.client.ServerAddress;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say which node to talk to, the same on every client command. */
@Command
final class Connection {

    /** Creating or deleting a topic with thousands of partitions takes a while. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:AKKORD_SERVER:-127.0.0.1:8080}",
            converter = AddressConverter.class,
            description = "The gRPC address of any node (default: $AKKORD_SERVER, or 127.0.0.1:8080).")
    private ServerAddress server = new ServerAddress("127.0.0.1", 8080);

    /** A new connection to that node. */
    AkkordClient open() {
        return open(server);
    }

    /** The same to another one. */
    static AkkordClient open(ServerAddress other) {
        return new AkkordClient(other, ANSWER_WITHIN);
    }

    static final class AddressConverter implements ITypeConverter<ServerAddress> {
        @Override
        public ServerAddress convert(String text) {
            try {
                return ServerAddress.parse(text);
            } catch (IllegalArgumentException wrong) {
                throw new TypeConversionException(String.valueOf(wrong.getMessage()));
            }
        }
    }
}
