package akkord.protocol.door.kafka.handler;

/** What the settings of share groups say to those who read for them. */
interface ShareGroups {

    /** As they are now; of a group without settings of its own, the defaults. */
    Settings settings(String group);

    /**
     * @param reset where the group begins
     * @param isolation 1: only below the last stable offset
     * @param lockMillis how long a member has to acknowledge what it was given
     */
    record Settings(OffsetReset reset, byte isolation, int lockMillis) {}
}
