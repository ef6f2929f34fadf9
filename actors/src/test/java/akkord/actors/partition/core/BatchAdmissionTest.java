package akkord.actors.partition.core;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.config.BrokerSettings;
import akkord.protocol.config.TopicConfigSchema;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.partition.AppendResult;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BatchAdmissionTest {

    private static final long NOW = 1_000_000;
    private static final TopicPartition PARTITION = new TopicPartition("orders", 3);

    private final BatchAdmission plain = admission(Map.of());

    @Test
    void aBatchIsAdmittedWithoutBeingTouched() {
        ByteBuffer bytes = TestBatch.of("a", "b", "c").build();
        byte[] before = bytes.array().clone();

        assertThat(plain.check(bytes, NOW)).isEqualTo(new Admission.Admitted(3));
        assertThat(bytes.array()).isEqualTo(before);
        assertThat(bytes.position()).isZero();
        assertThat(bytes.remaining()).isEqualTo(before.length);
    }

    @Test
    void severalBatchesOfOneProduceGetDenseOffsetsAndTheLeadersEpoch() {
        ByteBuffer first = TestBatch.of("a", "b").build();
        ByteBuffer both = TestBatch.joined(first, TestBatch.of("c").build());

        assertThat(plain.check(both, NOW)).isEqualTo(new Admission.Admitted(3));
        assertThat(plain.assign(both, 40, 7, NOW)).isEqualTo(43);

        assertThat(both.getLong(0)).isEqualTo(40);
        assertThat(both.getInt(12)).isEqualTo(7);
        assertThat(both.getLong(first.capacity())).isEqualTo(42);
        assertThat(both.getInt(first.capacity() + 12)).isEqualTo(7);
        assertThat(plain.check(both, NOW)).isInstanceOf(Admission.Admitted.class);
    }

    @Test
    void bytesBeforeThePositionAreNotLookedAt() {
        ByteBuffer padded =
                TestBatch.joined(ByteBuffer.wrap(new byte[5]), TestBatch.of("a").build());
        padded.position(5);

        assertThat(plain.check(padded, NOW)).isEqualTo(new Admission.Admitted(1));
        assertThat(plain.assign(padded, 9, 1, NOW)).isEqualTo(10);
        assertThat(padded.getLong(5)).isEqualTo(9);
    }

    @Test
    void aTopicThatStampsTheTimeWritesItIntoTheBatchAndKeepsTheChecksumRight() {
        BatchAdmission stamping = admission(Map.of("message.timestamp.type", "LogAppendTime"));
        ByteBuffer bytes = TestBatch.of("a").timestamps(-5, 99_999_999_999L).build();

        assertThat(stamping.check(bytes, NOW)).isInstanceOf(Admission.Admitted.class);
        stamping.assign(bytes, 0, 0, NOW);

        assertThat(stamping.logAppendTimeMillis(NOW)).isEqualTo(NOW);
        assertThat(bytes.getShort(21) & 8).isEqualTo(8);
        assertThat(bytes.getLong(35)).isEqualTo(NOW);
        assertThat(stamping.check(bytes, NOW)).isInstanceOf(Admission.Admitted.class);
        assertThat(plain.logAppendTimeMillis(NOW)).isEqualTo(-1);
    }

    @Test
    void whatIsWrongWithABatchIsSaidWithTheProtocolsError() {
        refused(plain, ByteBuffer.allocate(0), ErrorCode.INVALID_RECORD);
        refused(plain, ByteBuffer.allocate(60), ErrorCode.CORRUPT_MESSAGE);
        refused(plain, TestBatch.of("a").magic(1), ErrorCode.INVALID_RECORD);
        refused(plain, TestBatch.of("a").magic(0), ErrorCode.INVALID_RECORD);
        refused(plain, TestBatch.of("a").lastOffsetDelta(1), ErrorCode.INVALID_RECORD);
        refused(plain, TestBatch.of().recordCount(0), ErrorCode.INVALID_RECORD);
        refused(plain, TestBatch.of("a").recordCount(-1).lastOffsetDelta(-2), ErrorCode.INVALID_RECORD);
        refused(plain, TestBatch.of("a").attributes(5), ErrorCode.UNSUPPORTED_COMPRESSION_TYPE);
        refused(plain, TestBatch.of("a").attributes(7), ErrorCode.UNSUPPORTED_COMPRESSION_TYPE);
        refused(plain, TestBatch.of("a").attributes(8), ErrorCode.INVALID_TIMESTAMP);
        refused(plain, TestBatch.of("a").attributes(16).producer(1, 0, 0), ErrorCode.INVALID_RECORD);
        refused(plain, TestBatch.of("a").attributes(32), ErrorCode.INVALID_RECORD);
        refused(plain, TestBatch.of("a").producer(1, 0, -1), ErrorCode.INVALID_RECORD);
        refused(plain, TestBatch.of("a").producer(1, -1, 0), ErrorCode.INVALID_RECORD);
    }

    @Test
    void everyKnownCodecIsKeptAsItCame() {
        for (int codec = 0; codec <= 4; codec++) {
            assertThat(plain.check(TestBatch.of("a").attributes(codec).build(), NOW))
                    .isInstanceOf(Admission.Admitted.class);
        }
    }

    @Test
    void aBatchOfAnIdempotentProducerIsAdmitted() {
        assertThat(plain.check(TestBatch.of("a").producer(4, 0, 0).build(), NOW))
                .isInstanceOf(Admission.Admitted.class);
    }

    @Test
    void sizesAreBounded() {
        BatchAdmission small = admission(Map.of("max.message.bytes", "100", "segment.bytes", "1048576"));
        refused(small, TestBatch.of("x".repeat(100)), ErrorCode.MESSAGE_TOO_LARGE);
        ByteBuffer fitting = TestBatch.of("x").build();
        assertThat(small.check(fitting, NOW)).isInstanceOf(Admission.Admitted.class);

        BatchAdmission manySmall = admission(Map.of("segment.bytes", "1048576"));
        ByteBuffer half = TestBatch.of("x".repeat(600_000)).build();
        assertThat(manySmall.check(half, NOW)).isInstanceOf(Admission.Admitted.class);
        refused(manySmall, TestBatch.joined(half, half), ErrorCode.RECORD_LIST_TOO_LARGE);
    }

    @Test
    void timestampsMustLieWhereTheTopicWantsThem() {
        BatchAdmission strict =
                admission(Map.of("message.timestamp.before.max.ms", "1000", "message.timestamp.after.max.ms", "500"));
        admitted(strict, TestBatch.of("a").timestamps(NOW - 1_000, NOW + 500));
        admitted(strict, TestBatch.of("a").timestamps(-1, -1));
        refused(strict, TestBatch.of("a").timestamps(NOW - 1_001, NOW), ErrorCode.INVALID_TIMESTAMP);
        refused(strict, TestBatch.of("a").timestamps(NOW, NOW + 501), ErrorCode.INVALID_TIMESTAMP);
        refused(strict, TestBatch.of("a").timestamps(Long.MIN_VALUE, NOW), ErrorCode.INVALID_TIMESTAMP);
        refused(strict, TestBatch.of("a").timestamps(NOW, Long.MAX_VALUE), ErrorCode.INVALID_TIMESTAMP);
        refused(plain, TestBatch.of("a").timestamps(-2, NOW), ErrorCode.INVALID_TIMESTAMP);
        admitted(plain, TestBatch.of("a").timestamps(0, NOW));
    }

    @Test
    void aCompactedTopicNeedsAKeyInEveryRecord() {
        BatchAdmission compacted = admission(Map.of("cleanup.policy", "compact"));
        admitted(compacted, TestBatch.of("a", "b"));
        admitted(compacted, new TestBatch().record("", "empty key").record("k", null));
        refused(compacted, TestBatch.of("a").record(null, "no key"), ErrorCode.INVALID_RECORD);
        ByteBuffer cannotBeSeen =
                TestBatch.of("a").record(null, "in gzip").attributes(1).build();
        assertThat(compacted.check(cannotBeSeen, NOW)).isInstanceOf(Admission.ToPrepare.class);
        assertThat(compacted.checkPrepared(cannotBeSeen, NOW)).isInstanceOf(Admission.Admitted.class);
        admitted(plain, TestBatch.of("a").record(null, "no key"));
    }

    @Test
    void theRecordsToBlameAreNamed() {
        BatchAdmission compacted = admission(Map.of("cleanup.policy", "compact"));
        ByteBuffer two = TestBatch.of("a")
                .record(null, "x")
                .record("k", "y")
                .record(null, "z")
                .build();
        assertThat(compacted.check(two, NOW))
                .isInstanceOfSatisfying(Admission.Refused.class, refused -> assertThat(refused.records())
                        .extracting(AppendResult.RecordFault::index)
                        .containsExactly(1, 3));
    }

    @Test
    void onlyWhatTheTopicWantsOtherwiseIsPrepared() {
        BatchAdmission zipped = admission(Map.of("compression.type", "gzip"));
        assertThat(zipped.check(TestBatch.of("a").build(), NOW)).isInstanceOf(Admission.ToPrepare.class);
        admitted(zipped, TestBatch.of("a").attributes(1));
        admitted(admission(Map.of("compression.type", "uncompressed")), TestBatch.of("a"));
        BatchAdmission capped = admission(Map.of("max.decompressed.message.bytes", "1000"));
        admitted(capped, TestBatch.of("a"));
        assertThat(capped.check(TestBatch.of("a").attributes(1).build(), NOW)).isInstanceOf(Admission.ToPrepare.class);
        ByteBuffer late =
                TestBatch.of("a").attributes(1).timestamps(NOW, NOW + 3_600_001).build();
        assertThat(plain.check(late, NOW)).isInstanceOf(Admission.ToPrepare.class);
    }

    @Test
    void recordsThatCannotBeToldApartAreRefusedWhereKeysAreLookedFor() {
        BatchAdmission compacted = admission(Map.of("cleanup.policy", "compact"));
        byte[] endless = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
        refused(compacted, new TestBatch().rawRecord(endless), ErrorCode.INVALID_RECORD);
        refused(compacted, new TestBatch().rawRecord(new byte[] {20, 0}), ErrorCode.INVALID_RECORD);
        refused(compacted, new TestBatch().rawRecord(new byte[] {0}), ErrorCode.INVALID_RECORD);
        refused(compacted, new TestBatch().rawRecord(new byte[] {8, 0, 0, 0, 40}), ErrorCode.INVALID_RECORD);
        refused(compacted, TestBatch.of("a").recordCount(2), ErrorCode.INVALID_RECORD);
        refused(compacted, TestBatch.of("a", "b").recordCount(1), ErrorCode.INVALID_RECORD);
    }

    @Test
    void everyByteOfABatchFlippedIsRefusedOrWasNotTheClientsToSet() {
        byte[] good = TestBatch.of("some", "records").build().array();
        for (int at = 0; at < good.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] bad = good.clone();
                bad[at] ^= (byte) (1 << bit);
                boolean ours = at < 8 || (at >= 12 && at < 16); // base offset and leader epoch are overwritten
                Admission verdict = plain.check(ByteBuffer.wrap(bad), NOW);
                assertThat(verdict instanceof Admission.Admitted)
                        .as("bit %d of byte %d", bit, at)
                        .isEqualTo(ours);
            }
        }
    }

    @Test
    void everyBatchCutShortIsRefused() {
        byte[] good = TestBatch.of("some", "records").build().array();
        for (int length = 0; length < good.length; length++) {
            assertThat(plain.check(ByteBuffer.wrap(good, 0, length), NOW)).isInstanceOf(Admission.Refused.class);
        }
    }

    @Test
    void noBytesWhateverMakeTheCheckFail() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed=" + seed);
        Random random = new Random(seed);
        BatchAdmission compacted = admission(Map.of("cleanup.policy", "compact"));
        for (int round = 0; round < 20_000; round++) {
            ByteBuffer bytes = generated(random);
            Admission verdict = compacted.check(bytes, NOW);
            if (verdict instanceof Admission.Admitted admitted) {
                assertThat(compacted.assign(bytes, 5, 1, NOW))
                        .as("seed %d", seed)
                        .isEqualTo(5 + admitted.records());
            }
        }
    }

    /** A right batch with some bytes made wrong under a right checksum, so that the checks behind it are reached. */
    private static ByteBuffer generated(Random random) {
        ByteBuffer batch = TestBatch.of("v".repeat(random.nextInt(20)), "w").build();
        int wrong = random.nextInt(4);
        for (int i = 0; i < wrong; i++) batch.put(17 + random.nextInt(batch.capacity() - 17), (byte) random.nextInt());
        TestBatch.withCrc(batch);
        if (random.nextInt(8) == 0) batch.putInt(8, random.nextInt());
        return batch;
    }

    private static void admitted(BatchAdmission admission, TestBatch batch) {
        assertThat(admission.check(batch.build(), NOW)).isInstanceOf(Admission.Admitted.class);
    }

    private static void refused(BatchAdmission admission, TestBatch batch, ErrorCode code) {
        refused(admission, batch.build(), code);
    }

    private static void refused(BatchAdmission admission, ByteBuffer bytes, ErrorCode code) {
        assertThat(admission.check(bytes, NOW)).isInstanceOfSatisfying(Admission.Refused.class, refused -> {
            assertThat(refused.why().code()).as(refused.why().message()).isEqualTo(code);
            assertThat(refused.why().message()).contains("orders-3");
        });
    }

    private static BatchAdmission admission(Map<String, String> config) {
        return new BatchAdmission(PARTITION, TopicConfigSchema.resolve(config, BrokerSettings.DEFAULTS), 1 << 20);
    }
}
