package akkord.protocol.group;

/** Crosses nodes: bound to the jackson-cbor serializer. */
public interface GroupMessage {}
