package akkord.protocol.door.kafka.handler;

/** Where a setting's value comes from, with the protocol's number. */
enum ConfigSource {
    TOPIC(1),
    DYNAMIC_NODE(2),
    DYNAMIC_ALL_NODES(3),
    STATIC_NODE(4),
    DEFAULT(5),
    GROUP(8);

    private final byte number;

    ConfigSource(int number) {
        this.number = (byte) number;
    }

    byte number() {
        return number;
    }
}
