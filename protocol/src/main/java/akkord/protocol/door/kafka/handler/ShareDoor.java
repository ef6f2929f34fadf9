package akkord.protocol.door.kafka.handler;

/** What the request kinds of share groups' data path have in common on a node. */
record ShareDoor(
        ShareSessions sessions,
        ShareEndings endings,
        ShareReader reader,
        ShareAcknowledging acknowledging,
        ShareGroups groups,
        CurrentLeaders current) {

    private static final String SESSIONS_MAX = "group.share.max.share.sessions";

    static ShareDoor of(KafkaDoorContext context, Leaders leaders, CurrentLeaders current) {
        ShareSessions sessions = new ShareSessions(BrokerShareGroups.setting(context.settings(), SESSIONS_MAX, 2000));
        ShareGroups groups = new BrokerShareGroups(context.settings());
        return new ShareDoor(
                sessions,
                new ShareEndings(sessions, leaders, context),
                new ShareReader(leaders, context, groups),
                new ShareAcknowledging(leaders, context),
                groups,
                current);
    }
}
