package akkord.actors.group.core;

/**
 * What it means for a member that its client has closed the connection on which it was heard of.
 *
 * @param count whether it means anything; else sessions are as long as ever
 * @param graceMillisMin the least time such a member has to be heard of again
 */
public record ClosingLimits(boolean count, long graceMillisMin) {}
