package akkord.protocol.door.kafka.handler;

/** The protocol's numbers of what has settings. */
final class ResourceType {

    static final byte TOPIC = 2;
    static final byte NODE = 4;
    static final byte NODE_LOGGER = 8;
    static final byte CLIENT_METRICS = 16;
    static final byte GROUP = 32;

    private ResourceType() {}
}
