package akkord.actors.controller;

/** Goes into the journal or a snapshot: bound to the jackson-cbor serializer. */
public interface ControllerPersisted {}
