package akkord.protocol.door.kafka.handler;

import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.group.GroupAccess;
import akkord.protocol.group.GroupCommand;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whose heartbeats one connection has carried, so that coordinators are told when its client closes it. What that means
 * is for them to say: the member may be heard of on another connection by now. A proxy's connection may carry many: of
 * those beyond a bound nothing is remembered, and their sessions count. Event loop only.
 */
final class HeardMembers {

    static final int MEMBERS_MAX = 1_000;

    /** Of a group's name and a member's id together; those of Kafka's clients have some hundred. */
    private static final int NAME_CHARS_MAX = 1_000;

    private static final AttributeKey<HeardMembers> OF_CONNECTION = AttributeKey.valueOf(HeardMembers.class, "heard");

    private record Heard(String group, String member) {}

    private final GroupAccess groups;
    private final Set<Heard> heard = new LinkedHashSet<>();
    private Heard last = new Heard("", "");

    private HeardMembers(GroupAccess groups) {
        this.groups = groups;
    }

    /** Of the call's connection. */
    static HeardMembers on(Call call, GroupAccess groups) {
        Attribute<HeardMembers> attribute = call.ofConnection().attr(OF_CONNECTION);
        HeardMembers known = attribute.get();
        if (known != null) return known;
        HeardMembers fresh = new HeardMembers(groups);
        attribute.set(fresh);
        call.onClientClosed(fresh::tell);
        return fresh;
    }

    /** Most connections carry one member: it costs a comparison. */
    void heard(String group, String member) {
        if (last.member().equals(member) && last.group().equals(group)) return;
        if (group.length() + member.length() > NAME_CHARS_MAX) return;
        last = new Heard(group, member);
        if (heard.size() < MEMBERS_MAX) heard.add(last);
    }

    /** Its connection may close now. */
    void left(String group, String member) {
        heard.remove(new Heard(group, member));
        last = new Heard("", "");
    }

    private void tell() {
        Map<String, List<String>> byGroup = new HashMap<>();
        for (Heard each : heard)
            byGroup.computeIfAbsent(each.group(), group -> new ArrayList<>()).add(each.member());
        byGroup.forEach((group, members) -> groups.tell(group, new GroupCommand.ConnectionClosed(members)));
    }
}
