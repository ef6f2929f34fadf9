package akkord.actors.share.core;

/** Goes into the journal or a snapshot: bound to the jackson-cbor serializer. */
public interface SharePersisted {}
