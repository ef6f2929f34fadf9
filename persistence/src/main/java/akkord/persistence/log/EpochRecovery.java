package akkord.persistence.log;

import akkord.persistence.log.HeaderWalk.BadHeaderException;
import akkord.protocol.partition.DamagedLogException;
import java.io.IOException;
import java.nio.file.Path;

/** Makes the epoch checkpoint fit the log: cut where the log was cut, completed by what the log has more. */
final class EpochRecovery {

    private EpochRecovery() {}

    static EpochCheckpoint recover(Path folder, LogState state, Force force) throws IOException {
        EpochCheckpoint epochs = EpochCheckpoint.read(folder, force);
        boolean whole = epochs != null;
        if (epochs == null) epochs = EpochCheckpoint.empty(folder, force);
        boolean empty = state.segments().length == 1 && state.activeBytes() == 0;
        if (whole) return cut(epochs, state);
        if (empty) return epochs;
        LogFiles.LOG.warn(
                "{} is missing or damaged: reading the leader epochs from the log",
                folder.resolve(EpochCheckpoint.FILE));
        for (int i = 0; i < state.segments().length; i++) note(epochs, state.segments()[i], state.readableBytes(i));
        epochs.truncateBefore(state.logStartOffset());
        epochs.write();
        return epochs;
    }

    private static EpochCheckpoint cut(EpochCheckpoint epochs, LogState state) throws IOException {
        // An epoch is noted before its first batch is written: one that begins at the end has no batch yet.
        if (epochs.truncateFrom(state.logEndOffset())) epochs.write();
        return epochs;
    }

    private static void note(EpochCheckpoint epochs, Segment segment, int readable) throws IOException {
        try (FileCache.Handle file = segment.file()) {
            HeaderWalk walk = new HeaderWalk(file.channel(), 0, readable);
            while (walk.read()) {
                epochs.note(walk.leaderEpoch(), walk.baseOffset());
                walk.advance();
            }
        } catch (BadHeaderException damage) {
            throw new DamagedLogException(segment.path(), damage.position, damage.what);
        }
    }
}
