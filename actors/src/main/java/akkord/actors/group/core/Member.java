package akkord.actors.group.core;

import akkord.actors.group.core.GroupEvent.StoredMember;
import akkord.actors.group.core.consumer.HeartbeatGaps;
import akkord.actors.group.core.consumer.Session;
import akkord.protocol.group.GroupReply;
import akkord.protocol.group.GroupReply.DescribedMember;
import akkord.protocol.group.GroupReply.JoinedMember;
import akkord.protocol.group.GroupRequest;
import akkord.protocol.group.GroupRequest.MemberProtocol;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One member: what it said of itself, what it has, and which of its requests waits. */
final class Member {

    static final byte[] NOTHING = {};

    private final String id;
    private final @Nullable String instanceId;
    private final String clientId;
    private final String clientHost;
    private int sessionTimeoutMillis;
    private int rebalanceTimeoutMillis;
    private List<MemberProtocol> protocols;
    private byte[] assignment;

    /** Waits for the next generation, if not null. */
    @Nullable
    Consumer<GroupReply.Joined> joining;

    /** Waits for the leader's word, if not null. */
    @Nullable
    Consumer<GroupReply.Synced> syncing;

    /** Has never been in a generation. */
    boolean isNew;

    final Session session = new Session();
    final HeartbeatGaps gaps = new HeartbeatGaps();

    private Member(
            String id,
            @Nullable String instanceId,
            String clientId,
            String clientHost,
            int sessionTimeoutMillis,
            int rebalanceTimeoutMillis,
            List<MemberProtocol> protocols,
            byte[] assignment) {
        this.id = id;
        this.instanceId = instanceId;
        this.clientId = clientId;
        this.clientHost = clientHost;
        this.sessionTimeoutMillis = sessionTimeoutMillis;
        this.rebalanceTimeoutMillis = rebalanceTimeoutMillis;
        this.protocols = List.copyOf(protocols);
        this.assignment = assignment;
    }

    static Member of(String id, GroupRequest.Join join) {
        return new Member(
                id,
                join.instanceId(),
                join.clientId(),
                join.clientHost(),
                join.sessionTimeoutMillis(),
                join.rebalanceTimeoutMillis(),
                join.protocols(),
                NOTHING);
    }

    static Member of(StoredMember stored) {
        return new Member(
                stored.id(),
                stored.instanceId(),
                stored.clientId(),
                stored.clientHost(),
                stored.sessionTimeoutMillis(),
                stored.rebalanceTimeoutMillis(),
                stored.protocols(),
                stored.assignment() == null ? NOTHING : stored.assignment());
    }

    StoredMember stored() {
        return new StoredMember(
                id,
                instanceId,
                clientId,
                clientHost,
                sessionTimeoutMillis,
                rebalanceTimeoutMillis,
                protocols,
                assignment);
    }

    void update(GroupRequest.Join join) {
        sessionTimeoutMillis = join.sessionTimeoutMillis();
        rebalanceTimeoutMillis = join.rebalanceTimeoutMillis();
        protocols = List.copyOf(join.protocols());
    }

    String id() {
        return id;
    }

    @Nullable
    String instanceId() {
        return instanceId;
    }

    boolean isStatic() {
        return instanceId != null;
    }

    String clientId() {
        return clientId;
    }

    String clientHost() {
        return clientHost;
    }

    int sessionTimeoutMillis() {
        return sessionTimeoutMillis;
    }

    int rebalanceTimeoutMillis() {
        return rebalanceTimeoutMillis;
    }

    List<MemberProtocol> protocols() {
        return protocols;
    }

    byte[] assignment() {
        return assignment;
    }

    void assign(byte[] bytes) {
        assignment = bytes;
    }

    void heard(long nowMillis) {
        session.heard(nowMillis, sessionTimeoutMillis);
    }

    /** Whether it asks for exactly what it asked for last. */
    boolean asksForTheSame(List<MemberProtocol> others) {
        if (protocols.size() != others.size()) return false;
        for (int i = 0; i < protocols.size(); i++) {
            MemberProtocol mine = protocols.get(i);
            MemberProtocol other = others.get(i);
            if (!mine.name().equals(other.name()) || !Arrays.equals(mine.metadata(), other.metadata())) return false;
        }
        return true;
    }

    boolean knows(String protocol) {
        return protocols.stream().anyMatch(known -> known.name().equals(protocol));
    }

    byte[] metadata(@Nullable String protocol) {
        return protocols.stream()
                .filter(known -> known.name().equals(protocol))
                .findFirst()
                .map(MemberProtocol::metadata)
                .orElse(NOTHING);
    }

    JoinedMember joined(@Nullable String protocol) {
        return new JoinedMember(id, instanceId, metadata(protocol));
    }

    DescribedMember described(@Nullable String protocol, boolean stable) {
        return new DescribedMember(
                id,
                instanceId,
                clientId,
                clientHost,
                stable ? metadata(protocol) : NOTHING,
                stable ? assignment : NOTHING);
    }

    /** For people: the id it gave itself, or its client's, with where it is. */
    String name() {
        return Told.words((instanceId == null ? clientId : instanceId) + "@" + clientHost);
    }
}
