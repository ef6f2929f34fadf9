package akkord.actors.group.core.consumer;

/** How long one member may be silent: for a session, or for less once its connection was closed. Does not survive. */
public final class Session {

    private static final long NOT_CLOSED = -1;

    private long heardMillis;
    private long endsMillis;
    private long closedMillis = NOT_CLOSED;

    /** It is there: whatever was taken for its end was none. */
    public void heard(long nowMillis, long forMillis) {
        heardMillis = nowMillis;
        endsMillis = nowMillis + forMillis;
        closedMillis = NOT_CLOSED;
    }

    /** It said its last word. */
    public void left(long nowMillis) {
        heardMillis = Math.max(heardMillis, nowMillis);
    }

    /** Its client has closed its connection: it has a grace to be heard of again, and never more than it had. */
    public void connectionClosed(long nowMillis, long graceMillis) {
        if (graceMillis >= endsMillis - nowMillis) return;
        endsMillis = nowMillis + graceMillis;
        closedMillis = nowMillis;
    }

    public long heardMillis() {
        return heardMillis;
    }

    public long endsMillis() {
        return endsMillis;
    }

    public boolean isOver(long nowMillis) {
        return endsMillis <= nowMillis;
    }

    /** Why it is over, for people. */
    public String silence(long nowMillis) {
        return closedMillis == NOT_CLOSED
                ? "was not heard of for " + (nowMillis - heardMillis) + " ms"
                : "was not heard of for " + (nowMillis - closedMillis) + " ms after its connection was closed";
    }
}
