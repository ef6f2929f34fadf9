package akkord.persistence.journal;

/** The event that these tests' actors write: who added, and its how manieth. */
record Added(String who, long nr) {}
