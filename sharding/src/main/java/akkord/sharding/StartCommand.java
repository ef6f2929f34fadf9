package akkord.sharding;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code akkord start}: runs a node in this process until it is told to stop. */
@Command(name = "start", description = "Run a node until it is stopped (Ctrl-C or SIGTERM).")
public final class StartCommand implements Callable<Integer> {

    /** Not an exit code: the node runs on, {@code main} must not end the JVM. */
    static final int RUNNING = -1;

    @ParentCommand
    private @Nullable AkkordCommand parent;

    @Option(names = "--node-id", paramLabel = "N", description = "This node's number, unique in the cluster.")
    private @Nullable Integer nodeId;

    @Option(names = "--data", paramLabel = "DIR", description = "The folder for everything the node keeps.")
    private @Nullable Path data;

    @Option(names = "--host", paramLabel = "HOST", description = "The address to listen on and to be reached at.")
    private @Nullable String host;

    @Option(names = "--kafka-port", paramLabel = "PORT", description = "The port of the Kafka protocol.")
    private @Nullable Integer kafkaPort;

    @Option(names = "--grpc-port", paramLabel = "PORT", description = "The port of the gRPC services.")
    private @Nullable Integer grpcPort;

    @Option(names = "--cluster-port", paramLabel = "PORT", description = "The port the nodes use among themselves.")
    private @Nullable Integer clusterPort;

    @Option(names = "--join", paramLabel = "HOST:PORT", split = ",", description = "Nodes of a cluster to join.")
    private @Nullable List<String> join;

    @Option(names = "--config", paramLabel = "FILE", description = "Instead of the application.conf of the program.")
    private @Nullable Path config;

    @Override
    public Integer call() {
        return RUNNING;
    }
}
