package akkord.protocol.door.kafka.handler;

import akkord.protocol.config.GroupConfigs;

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
        ShareSessions sessions = new ShareSessions(context.settings().integer(SESSIONS_MAX));
        ShareGroups groups = new ConfiguredShareGroups(GroupConfigs.over(
                context.settings(), group -> context.metadata().image().groupConfig(group)));
        return new ShareDoor(
                sessions,
                new ShareEndings(sessions, leaders, context),
                new ShareReader(leaders, context, groups),
                new ShareAcknowledging(leaders, context),
                groups,
                current);
    }
}
