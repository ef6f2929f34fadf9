package akkord.protocol.share;

/** Crosses nodes: bound to the jackson-cbor serializer. */
public interface ShareMessage {}
