package akkord.actors.group.core;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.group.ConsumerBytes;
import akkord.protocol.group.GroupReply;
import akkord.protocol.group.GroupRequest;
import akkord.protocol.group.GroupRequest.MemberProtocol;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** A member by the classic protocol as a test moves it: an eager one gives everything up before it joins. */
final class HandClassic {

    private final Hand group;
    private final boolean eager;
    private final String instance;
    String id = "";
    int generation = -1;
    TreeSet<TopicPartition> reads = new TreeSet<>(java.util.Comparator.comparing(TopicPartition::toString));
    AtomicReference<GroupReply.Joined> joining;
    AtomicReference<GroupReply.Synced> syncing;

    private HandClassic(Hand group, boolean eager, String instance) {
        this.group = group;
        this.eager = eager;
        this.instance = instance;
    }

    static HandClassic eager(Hand group) {
        return new HandClassic(group, true, null);
    }

    static HandClassic cooperative(Hand group) {
        return new HandClassic(group, false, null);
    }

    static HandClassic fixed(Hand group, String instance) {
        return new HandClassic(group, false, instance);
    }

    private String protocol() {
        return eager ? "range" : "cooperative-sticky";
    }

    /** Asks to join; it may have to wait. */
    HandClassic join(String... topics) {
        if (eager) reads.clear();
        joining = group.join(request(subscription(List.of(topics), reads)));
        joined();
        return this;
    }

    GroupRequest.Join request(byte[] subscription) {
        return new GroupRequest.Join(
                id,
                instance,
                "client",
                "/127.0.0.1",
                Hand.SESSION,
                Hand.REBALANCE,
                "consumer",
                List.of(new MemberProtocol(protocol(), subscription)),
                false,
                true,
                "");
    }

    /** Looks whether it has been answered. */
    boolean joined() {
        if (joining.get() == null || joining.get().why() != null) return false;
        id = joining.get().memberId();
        generation = joining.get().generation();
        return true;
    }

    ErrorCode joinError() {
        return joining.get() == null ? null : Hand.code(joining.get().why());
    }

    /** @return what it is to read; null: refused, or not known yet */
    String sync() {
        return lead(Map.of());
    }

    String lead(Map<String, String> assignments) {
        Map<String, byte[]> bytes = new TreeMap<>();
        assignments.forEach((member, text) -> bytes.put(member, Hand.assignment(text)));
        syncing = group.sync(new GroupRequest.Sync(id, instance, generation, "consumer", protocol(), bytes));
        return synced();
    }

    String synced() {
        if (syncing.get() == null || syncing.get().why() != null) return null;
        reads.clear();
        reads.addAll(ConsumerBytes.assigned(syncing.get().assignment()));
        return text();
    }

    String text() {
        return reads.stream().map(each -> each.topic() + each.partition()).collect(Collectors.joining(" "));
    }

    ErrorCode beat() {
        return group.heartbeat(new GroupRequest.Heartbeat(id, instance, generation));
    }

    ErrorCode leave() {
        return Hand.code(group.leave(id, instance).members().get(0).why());
    }

    /** In version 1, which says what the member owns. */
    static byte[] subscription(Collection<String> topics, Collection<TopicPartition> owned) {
        ByteBuffer bytes = ByteBuffer.allocate(1_000).putShort((short) 1).putInt(topics.size());
        for (String topic : topics) putText(bytes, topic);
        bytes.putInt(-1).putInt(owned.size());
        for (TopicPartition each : owned) {
            putText(bytes, each.topic());
            bytes.putInt(1).putInt(each.partition());
        }
        byte[] array = new byte[bytes.position()];
        bytes.flip().get(array);
        return array;
    }

    private static void putText(ByteBuffer bytes, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        bytes.putShort((short) utf8.length).put(utf8);
    }
}
