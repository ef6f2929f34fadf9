package akkord.persistence.log;

/** Whether what the operating system had taken, and not yet written to the disk, can have gone since the logs were last open. */
public enum PageCache {
    /** The process ended, the machine ran on: at most the write that was under way is unfinished. */
    KEPT,
    /** The machine may have been started since: anything above the recovery points may be missing or torn. */
    MAY_BE_LOST
}
