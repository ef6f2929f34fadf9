package akkord.system.kafka.differential;

import java.util.function.Function;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/**
 * One request of the record.
 *
 * @param changes whether asking twice is not the same as asking once
 * @param request made for each peer, as topics have other ids there
 */
record Step(String name, ApiKeys key, short version, boolean changes, Function<Peer, ApiMessage> request) {

    static Step read(String name, ApiKeys key, int version, Function<Peer, ApiMessage> request) {
        return new Step(name, key, (short) version, false, request);
    }

    static Step change(String name, ApiKeys key, int version, Function<Peer, ApiMessage> request) {
        return new Step(name, key, (short) version, true, request);
    }

    @Override
    public String toString() {
        return name + " (" + key + " " + version + ")";
    }
}
