package akkord.sharding.node;

import akkord.sharding.settings.NodeSettings;

/** The ports of a node that starts: those of its settings, or free ones where the settings say 0. */
record Addresses(int grpcPort, int kafkaPort, int clusterPort) {

    /** @throws StartFailedException one of them is taken; nothing has been started then */
    static Addresses check(NodeSettings settings) {
        return new Addresses(
                FreePort.check(settings.host(), settings.grpcPort(), "--grpc-port", "akkord.grpc.port"),
                FreePort.check(settings.host(), settings.kafkaPort(), "--kafka-port", "akkord.kafka.port"),
                FreePort.check(settings.host(), settings.clusterPort(), "--cluster-port", "akkord.cluster.port"));
    }
}
