package akkord.persistence.journal;

import java.nio.ByteBuffer;

/** Bytes: added (1), node id (4). */
record VoterChange(boolean added, int nodeId) {

    byte[] encode() {
        return ByteBuffer.allocate(5).put((byte) (added ? 1 : 0)).putInt(nodeId).array();
    }

    static VoterChange decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return new VoterChange(in.get() == 1, in.getInt());
    }

    @Override
    public String toString() {
        return (added ? "adding" : "removing") + " voter " + nodeId;
    }
}
