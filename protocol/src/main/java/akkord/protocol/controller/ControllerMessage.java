package akkord.protocol.controller;

/** Crosses nodes: bound to the jackson-cbor serializer. */
public interface ControllerMessage {}
