package akkord.persistence.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * How far a log is on the disk. A flush that has failed once is never tried again: the kernel may have dropped
 * the pages, and a second one would say that all is well. Read by any thread, moved under the log's lock.
 */
final class FlushProgress {

    private final Force force;
    private final Path folder;
    private final CompletableFuture<IOException> failure = new CompletableFuture<>();
    private volatile long offset;

    /** Also true of a log just opened: who made its files may have died before their names were durable. */
    private volatile boolean namesAreNew = true;

    FlushProgress(Force force, Path folder, long offset) {
        this.force = force;
        this.folder = folder;
        this.offset = offset;
    }

    /** Everything below is on the disk, and so is every name that leads there. */
    long offset() {
        return offset;
    }

    /** Completes when a flush has failed, with why; the log takes no more writes then. */
    CompletionStage<IOException> failure() {
        return failure.minimalCompletionStage();
    }

    void check() throws IOException {
        if (failure.isDone())
            throw new IOException("an earlier flush of " + folder + " failed: restart the node", failure.join());
    }

    /** A segment was made. To be told before the log shows it, so that no flush can count it without its name. */
    void named() {
        namesAreNew = true;
    }

    /** The log was cut. */
    void lowerTo(long logEndOffset) {
        offset = Math.min(offset, logEndOffset);
    }

    /** Forces what {@code now} has more. Returns the new {@link #offset()}. */
    long force(LogState now) throws IOException {
        if (offset >= now.logEndOffset() && !namesAreNew) return offset;
        check();
        try {
            for (int i = now.indexOf(offset); i < now.segments().length; i++) now.segments()[i].force(force);
            if (namesAreNew) {
                // Before the force, not behind: what is made meanwhile must be news again.
                namesAreNew = false;
                force.folder(folder);
            }
        } catch (IOException failed) {
            failure.complete(failed);
            throw failed;
        }
        offset = Math.max(offset, now.logEndOffset());
        return offset;
    }
}
