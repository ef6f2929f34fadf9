package akkord.protocol.door.kafka.handler;

import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.share.ShareCommand.ReleaseAll;
import akkord.protocol.share.ShareKey;
import akkord.protocol.share.ShareReply.Released;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends share sessions: when their members say so, and when their connections close. Others get what they held. */
final class ShareEndings {

    private static final Logger LOG = LoggerFactory.getLogger(ShareEndings.class);

    private static final AttributeKey<Boolean> IS_WATCHED = AttributeKey.valueOf(ShareEndings.class, "isWatched");

    private final ShareSessions sessions;
    private final Leaders leaders;
    private final KafkaDoorContext context;

    ShareEndings(ShareSessions sessions, Leaders leaders, KafkaDoorContext context) {
        this.sessions = sessions;
        this.leaders = leaders;
        this.context = context;
    }

    /** A session was opened on this connection. Event loop. */
    void watch(Call call) {
        Attribute<Boolean> watched = call.ofConnection().attr(IS_WATCHED);
        if (watched.getAndSet(true) != null) return;
        Object connection = call.ofConnection();
        call.onConnectionClosed(() -> sessions.of(connection).forEach(this::end));
    }

    /** What the member has acknowledged stays so. */
    void end(ShareSession session) {
        if (!sessions.close(session)) return;
        String member = session.member().id();
        for (FetchTarget.Key key : session.held()) {
            // What is led elsewhere by now the member may have anew, from there.
            if (!(leaders.find(key, Leaders.ANY_EPOCH) instanceof Leaders.Found.Leader)) continue;
            ShareKey share = session.member().share(key);
            context.shares()
                    .<Released>ask(share, replyTo -> new ReleaseAll(member, replyTo))
                    .whenComplete((released, failure) -> {
                        // Its locks time out: nothing is lost by that but time.
                        if (failure != null) LOG.info("{} could not be released for {}", share, member, failure);
                    });
        }
    }
}
