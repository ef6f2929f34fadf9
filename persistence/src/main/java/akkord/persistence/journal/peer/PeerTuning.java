package akkord.persistence.journal.peer;

import com.typesafe.config.Config;
import java.time.Duration;

/** Bounds of calls between nodes; see {@code akkord.journal.peers} in reference.conf. */
public record PeerTuning(
        int pieceBytes, int callBytesMax, int callsMax, int assembliesMax, Duration unknownAddressDelay) {

    /** From the block {@code akkord.journal.peers}. */
    public static PeerTuning of(Config peers) {
        return new PeerTuning(
                Math.toIntExact(peers.getBytes("piece-bytes")),
                Math.toIntExact(peers.getBytes("call-bytes-max")),
                peers.getInt("calls-max"),
                peers.getInt("assemblies-max"),
                peers.getDuration("unknown-address-delay"));
    }
}
