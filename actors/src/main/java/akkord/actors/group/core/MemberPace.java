package akkord.actors.group.core;

/** How often members come, and partitions are shared out among them: the bounds that Kafka has no settings for. */
public record MemberPace(int heartbeatPerMemberMillis, int unsettledHeartbeatMillis, int assignmentPerMemberMillis) {}
