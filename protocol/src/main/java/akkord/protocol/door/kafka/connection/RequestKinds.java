package akkord.protocol.door.kafka.connection;

import org.jspecify.annotations.Nullable;

/** The request kinds a door serves, by the protocol's key. */
@FunctionalInterface
public interface RequestKinds {

    /** Null where the kind is not served. */
    @Nullable
    Served find(short apiKey);
}
