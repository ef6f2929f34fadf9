package akkord.protocol.door.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.grpc.v1.Compression;
import akkord.protocol.grpc.v1.FetchedRecord;
import akkord.protocol.grpc.v1.Header;
import akkord.protocol.grpc.v1.ProduceRequest;
import akkord.protocol.partition.Acks;
import akkord.protocol.share.DeadLetter;
import akkord.protocol.share.DeadLetter.Cause;
import akkord.protocol.share.DeadLetters;
import akkord.protocol.share.DeadLetters.Copied;
import akkord.protocol.share.ShareKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What dead letters hold, where they go, and what is told of those that cannot be written. */
class DeadLetterCopyTest extends DoorCalls {

    private static final String NAME = "errors.deadletterqueue.topic.name";
    private static final String COPY = "errors.deadletterqueue.copy.record.enable";
    private static final String ENABLE = "errors.deadletterqueue.group.enable";
    private static DeadLetters letters;

    @BeforeAll
    static void open() {
        door = new RunningDoor("akkord.grpc.dead-letters.copy-size-max = 2 KiB");
        letters = GrpcDoor.prepare(door.system, door.node.context(), "127.0.0.1", 0)
                .deadLetters();
    }

    @AfterEach
    void usualSettings() {
        door.node.settings.update(Map.of());
    }

    private static Copied copy(String group, String topic, int partition, DeadLetter... some) throws Exception {
        TopicId id = door.node.image().topic(topic).orElseThrow().id();
        return copy(new ShareKey(group, new TopicIdPartition(id, partition)), some);
    }

    private static Copied copy(ShareKey key, DeadLetter... some) throws Exception {
        return letters.copy(key, List.of(some)).toCompletableFuture().get(RunningDoor.SECONDS_MAX, TimeUnit.SECONDS);
    }

    private static void group(String group, String topic, boolean copies) {
        door.node.configure(group, Map.of(NAME, topic, COPY, "" + copies));
    }

    private static List<FetchedRecord> all(String topic, int partition) {
        return fetch(from(topic, partition, earliest())).getPartitionsList().stream()
                .flatMap(records -> records.getRecordsList().stream())
                .toList();
    }

    private static List<String> headers(FetchedRecord record) {
        List<String> lines = new ArrayList<>();
        for (Header each : record.getHeadersList())
            lines.add(each.getName() + "=" + each.getValue().toStringUtf8());
        return lines;
    }

    @Test
    void headersTellWhatHasHappenedAndTheRecordStaysWhereItIs() throws Exception {
        create("orders", 1);
        create("dlq.orders", 1, ENABLE, "true");
        for (int i = 0; i < 3; i++) produce(one("orders", "v" + i));
        group("packers", "dlq.orders", false);

        Copied copied = copy(
                "packers",
                "orders",
                0,
                new DeadLetter(1, 1, 2, Cause.REJECTED),
                new DeadLetter(2, 2, 5, Cause.DELIVERED_TOO_OFTEN));

        assertThat(copied).isEqualTo(new Copied(2, null));
        assertThat(door.node.partition("dlq.orders", 0).acks)
                .as("a letter that only its leader has could be lost with it")
                .isEqualTo(Acks.ALL);
        List<FetchedRecord> records = all("dlq.orders", 0);
        assertThat(records).hasSize(2).noneMatch(FetchedRecord::hasKey).noneMatch(FetchedRecord::hasValue);
        assertThat(headers(records.get(0)))
                .containsExactly(
                        "__dlq.errors.topic=orders",
                        "__dlq.errors.partition=0",
                        "__dlq.errors.offset=1",
                        "__dlq.errors.group=packers",
                        "__dlq.errors.delivery.count=2",
                        "__dlq.errors.message=a member of the group rejected it");
        assertThat(headers(records.get(1)))
                .contains("__dlq.errors.offset=2", "__dlq.errors.delivery.count=5")
                .anyMatch(header -> header.startsWith("__dlq.errors.message=it was delivered as often"));
        assertThat(records.get(0).getTimestampMs()).as("when it was written").isGreaterThan(1_700_000_000_000L);
    }

    @Test
    void aCopyHasHeadersKeyAndValueOfTheOriginal() throws Exception {
        create("mail", 1);
        create("dlq.mail", 1, ENABLE, "true");
        ProduceRequest.Builder request =
                ProduceRequest.newBuilder().setTopic("mail").setCompression(Compression.COMPRESSION_LZ4);
        for (int i = 0; i < 10; i++)
            request.addRecords(record("k" + i, "v" + i)
                    .addHeaders(Header.newBuilder().setName("own").setValue(RunningDoor.utf8("h" + i))));
        produce(request.build());
        group("readers", "dlq.mail", true);

        assertThat(copy(
                        "readers",
                        "mail",
                        0,
                        new DeadLetter(8, 9, 1, Cause.REJECTED),
                        new DeadLetter(3, 3, 1, Cause.REJECTED)))
                .isEqualTo(new Copied(3, null));

        List<FetchedRecord> records = all("dlq.mail", 0);
        assertThat(records).extracting(record -> record.getKey().toStringUtf8()).containsExactly("k8", "k9", "k3");
        assertThat(records)
                .extracting(record -> record.getValue().toStringUtf8())
                .containsExactly("v8", "v9", "v3");
        assertThat(headers(records.get(2)))
                .hasSize(7)
                .startsWith("own=h3", "__dlq.errors.topic=mail")
                .contains("__dlq.errors.offset=3");
    }

    @Test
    void lettersOfOneBatchAreReadTogetherAndEachHasItsOwnRecord() throws Exception {
        create("mixed", 1);
        create("dlq.mixed", 1, ENABLE, "true");
        for (int batch = 0; batch < 3; batch++) {
            ProduceRequest.Builder request =
                    ProduceRequest.newBuilder().setTopic("mixed").setCompression(Compression.COMPRESSION_ZSTD);
            for (int i = 0; i < 10; i++) request.addRecords(value("v" + (10 * batch + i)));
            produce(request.build());
        }
        group("mixers", "dlq.mixed", true);
        int reads = door.node.partition("mixed", 0).reads.get();

        List<DeadLetter> some = new ArrayList<>();
        for (int offset = 1; offset < 30; offset += 2) some.add(new DeadLetter(offset, offset, 1, Cause.REJECTED));
        some.add(new DeadLetter(4, 6, 1, Cause.REJECTED));
        assertThat(copy("mixers", "mixed", 0, some.toArray(DeadLetter[]::new))).isEqualTo(new Copied(18, null));

        List<FetchedRecord> records = all("dlq.mixed", 0);
        for (FetchedRecord record : records)
            assertThat(headers(record))
                    .contains("__dlq.errors.offset="
                            + record.getValue().toStringUtf8().substring(1));
        assertThat(records.subList(15, 18))
                .extracting(record -> record.getValue().toStringUtf8())
                .containsExactly("v4", "v5", "v6");
        assertThat(door.node.partition("mixed", 0).reads.get() - reads).isLessThan(10);
    }

    @Test
    void ofWhatTheLogHasLostOnlyTheHeadersAreThere() throws Exception {
        create("short", 1);
        create("dlq.short", 1, ENABLE, "true");
        for (int i = 0; i < 4; i++) produce(one("short", "v" + i));
        door.node.partition("short", 0).startAt(2);
        group("late", "dlq.short", true);

        assertThat(copy("late", "short", 0, new DeadLetter(0, 2, 1, Cause.REJECTED)))
                .isEqualTo(new Copied(3, null));

        List<FetchedRecord> records = all("dlq.short", 0);
        assertThat(records).extracting(FetchedRecord::hasValue).containsExactly(false, false, true);
    }

    @Test
    void ofATopicThatIsDeletedOnlyTheIdIsKnown() throws Exception {
        create("dlq.gone", 2, ENABLE, "true");
        group("mourners", "dlq.gone", true);
        TopicIdPartition gone = new TopicIdPartition(TopicId.random(), 3);

        assertThat(copy(new ShareKey("mourners", gone), new DeadLetter(7, 7, 1, Cause.REJECTED)))
                .isEqualTo(new Copied(1, null));

        assertThat(headers(all("dlq.gone", 1).get(0)))
                .as("partition 3 of two")
                .contains("__dlq.errors.topic=" + gone.topic(), "__dlq.errors.partition=3");
    }

    @Test
    void whatTheTopicCannotTakeHasALetterWithoutIt() throws Exception {
        create("large", 1);
        create("dlq.large", 1, ENABLE, "true", "max.message.bytes", "600");
        produce(one("large", "small"));
        produce(one("large", "x".repeat(500)));
        group("takers", "dlq.large", true);

        assertThat(copy("takers", "large", 0, new DeadLetter(0, 1, 1, Cause.REJECTED)))
                .isEqualTo(new Copied(2, null));

        assertThat(all("dlq.large", 0)).extracting(FetchedRecord::hasValue).containsExactly(true, false);
    }

    @Test
    void aCopyEndsWhereItIsLargeAndSaysHowFarItHasCome() throws Exception {
        create("many", 1);
        create("dlq.many", 1, ENABLE, "true");
        ProduceRequest.Builder request = ProduceRequest.newBuilder().setTopic("many");
        for (int i = 0; i < 10; i++) request.addRecords(value("x".repeat(900)));
        produce(request.build());
        group("carriers", "dlq.many", true);

        long done = 0;
        int copies = 0;
        while (done < 10) {
            Copied copied = copy("carriers", "many", 0, new DeadLetter(done, 9, 1, Cause.REJECTED));
            assertThat(copied.why()).isNull();
            assertThat(copied.count()).isBetween(1L, 4L);
            done += copied.count();
            copies++;
        }
        assertThat(copies).isGreaterThan(2);
        assertThat(all("dlq.many", 0)).hasSize(10).allMatch(FetchedRecord::hasValue);
    }

    @Test
    void whyNoneCanBeWrittenIsSaidInASentenceWithTheSettingToChange() throws Exception {
        create("source", 1);
        create("dlq.closed", 1);
        create("plain", 1, ENABLE, "true");
        create("dlq.source", 1, ENABLE, "true");
        refused("source", "dlq.nowhere", "there is no topic \"dlq.nowhere\"", "auto.create.topics.enable");
        refused("source", "dlq.closed", "takes no dead letters", ENABLE + "=true");
        refused("source", "plain", "does not begin with \"dlq.\"", "topic.name.prefix");
        refused("source", "__dlq", "begins with __", NAME);
        refused("dlq.source", "dlq.source", "is the topic the group reads", NAME);
        refused("source", "", "has no dead-letter topic", NAME);
        for (String topic : List.of("dlq.closed", "plain", "dlq.source"))
            assertThat(all(topic, 0)).isEmpty();
        assertThat(list()).doesNotContain("dlq.nowhere");
    }

    private static void refused(String source, String topic, String... saying) throws Exception {
        group("unlucky", topic, true);
        Copied copied = copy("unlucky", source, 0, new DeadLetter(0, 0, 1, Cause.REJECTED));
        assertThat(copied.count()).isZero();
        assertThat(copied.why()).isNotNull();
        assertThat(copied.why().message()).contains(saying);
    }

    @Test
    void withoutAPrefixAnyTopicWillDoThatTakesThem() throws Exception {
        create("letters", 1, ENABLE, "true");
        create("work", 1);
        group("free", "letters", false);
        door.node.settings.update(Map.of(-1, Map.of("errors.deadletterqueue.topic.name.prefix", "")));
        assertThat(copy("free", "work", 0, new DeadLetter(0, 0, 1, Cause.REJECTED)))
                .isEqualTo(new Copied(1, null));
        assertThat(all("letters", 0)).hasSize(1);
    }

    @Test
    void theTopicIsMadeWhereNodesMay() throws Exception {
        create("jobs", 1);
        group("new", "dlq.new", false);
        door.node.settings.update(Map.of(-1, Map.of("errors.deadletterqueue.auto.create.topics.enable", "true")));

        assertThat(copy("new", "jobs", 0, new DeadLetter(0, 0, 1, Cause.REJECTED)))
                .isEqualTo(new Copied(1, null));

        assertThat(door.node.image().topic("dlq.new").orElseThrow().config())
                .containsEntry(ENABLE, "true")
                .containsEntry("message.timestamp.type", "CreateTime");
        assertThat(all("dlq.new", 0)).hasSize(1);
    }

    @Test
    void whatTheTopicOrTheSourceRefusesIsNotCopied() throws Exception {
        create("busy", 1);
        create("dlq.busy", 1, ENABLE, "true");
        produce(one("busy", "v"));
        group("waiting", "dlq.busy", true);
        DeadLetter letter = new DeadLetter(0, 0, 1, Cause.REJECTED);
        MemoryPartition target = door.node.partition("dlq.busy", 0);
        target.refuseAppends = new Refusal(ErrorCode.NOT_ENOUGH_REPLICAS, "too few replicas");
        assertThat(copy("waiting", "busy", 0, letter).why().message()).contains("too few replicas");
        target.refuseAppends = null;
        door.node.partition("busy", 0).knowCommittedUpTo(0);
        assertThat(copy("waiting", "busy", 0, letter).why().message())
                .contains("offset 0 of busy-0 cannot be read now");
        assertThat(all("dlq.busy", 0)).isEmpty();
        door.node.partition("busy", 0).knowCommittedUpTo(1);
        assertThat(copy("waiting", "busy", 0, letter)).isEqualTo(new Copied(1, null));
        assertThat(all("dlq.busy", 0)).hasSize(1);
    }

    @Test
    void moreCopiesThanMayBeUnderWayWaitForTheirTurn() throws Exception {
        create("crowd", 1);
        create("dlq.crowd", 1, ENABLE, "true");
        group("crowd", "dlq.crowd", false);
        ShareKey key = new ShareKey(
                "crowd",
                new TopicIdPartition(
                        door.node.image().topic("crowd").orElseThrow().id(), 0));
        List<java.util.concurrent.CompletableFuture<Copied>> copies = new ArrayList<>();
        for (int i = 0; i < 40; i++)
            copies.add(letters.copy(key, List.of(new DeadLetter(i, i, 1, Cause.REJECTED)))
                    .toCompletableFuture());
        for (var copy : copies)
            assertThat(copy.get(RunningDoor.SECONDS_MAX, TimeUnit.SECONDS)).isEqualTo(new Copied(1, null));
        assertThat(all("dlq.crowd", 0)).hasSize(40);
    }
}
