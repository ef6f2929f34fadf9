package akkord.actors.partition;

import static akkord.actors.partition.PartitionFixture.appended;
import static akkord.actors.partition.PartitionFixture.await;
import static akkord.actors.partition.PartitionFixture.image;
import static akkord.actors.partition.PartitionFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.actors.partition.core.Durability;
import akkord.actors.partition.core.TestBatch;
import akkord.protocol.codec.BatchBuilder;
import akkord.protocol.codec.BatchCompression;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.partition.Acks;
import akkord.protocol.partition.AppendResult;
import akkord.protocol.partition.AppendResult.Appended;
import akkord.protocol.partition.PartitionView.Role;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches that are rewritten or looked into before they are stored: their order, their memory, their answers. */
class PartitionPreparationTest {

    private static final int GZIP = 1;

    @TempDir
    Path data;

    private PartitionFixture node;

    @BeforeEach
    void start() {
        node = new PartitionFixture(data, Durability.PAGE_CACHE);
        node.assign(image(1, 1, 1), Map.of("compression.type", "gzip"));
        node.awaitView(view -> view.role() == Role.LEADER);
    }

    @AfterEach
    void stop() {
        node.assertEveryBufferReleasedOnce();
        node.close();
    }

    @Test
    void whatCanBeStoredAtOnceDoesNotOvertakeWhatIsPrepared() {
        for (int round = 0; round < 50; round++) {
            List<CompletableFuture<AppendResult>> answers = new ArrayList<>();
            for (int i = 0; i < 8; i++) answers.add(node.append(i % 2 == 0 ? large() : gzip(), Acks.LEADER));
            for (int i = 0; i < 8; i++)
                assertThat(appended(answers.get(i)).baseOffset()).isEqualTo(round * 8L + i);
        }
    }

    @Test
    void whoeverWaitsForPreparationIsAnsweredWhenTheReplicaCloses() {
        List<CompletableFuture<AppendResult>> answers = new ArrayList<>();
        for (int i = 0; i < 9; i++) answers.add(node.append(large(), Acks.LEADER));
        await(node.closePartition(false));
        long stored = answers.stream()
                .map(PartitionFixture::await)
                .filter(Appended.class::isInstance)
                .count();
        node.assign(image(1, 1, 1), Map.of());
        assertThat(node.awaitView(view -> view.role() == Role.LEADER).logEndOffset())
                .isEqualTo(stored);
    }

    @Test
    void tooManyWhoWaitAreRefusedAndMayTryAgain() {
        List<CompletableFuture<AppendResult>> answers = new ArrayList<>();
        for (int i = 0; i < 300; i++) answers.add(node.append(large(), Acks.LEADER));
        List<AppendResult> refused = answers.stream()
                .map(PartitionFixture::await)
                .filter(AppendResult.NotAppended.class::isInstance)
                .toList();
        assertThat(refused).isNotEmpty().allSatisfy(result -> assertThat(
                        ((AppendResult.NotAppended) result).why().code())
                .isEqualTo(ErrorCode.NOT_ENOUGH_REPLICAS));
        assertThat(node.view().logEndOffset()).isEqualTo(300 - refused.size());
    }

    @Test
    void aBatchThatUnpacksToMoreThanTheBoundIsRefused() {
        String sentence = refused(node.append(zeros(2 << 20), Acks.ALL), ErrorCode.MESSAGE_TOO_LARGE)
                .why()
                .message();
        assertThat(sentence).contains("akkord.partition.decompressed-batch-bytes-max");
        assertThat(appended(node.append(zeros(1 << 19), Acks.ALL)).baseOffset()).isZero();
    }

    @Test
    void aBatchThatCannotBeUnpackedIsRefusedAlone() {
        ByteBuffer noZstd = TestBatch.of("a").attributes(4).build();
        CompletableFuture<AppendResult> broken = node.append(noZstd, Acks.ALL);
        CompletableFuture<AppendResult> behind = node.append(gzip(), Acks.ALL);
        refused(broken, ErrorCode.INVALID_RECORD);
        assertThat(appended(behind).baseOffset()).isZero();
    }

    @Test
    void severalBatchesOfOneRequestAreStoredTogether() {
        ByteBuffer three = TestBatch.joined(
                TestBatch.of("a", "b").build(), gzip(), TestBatch.of("c").build());
        assertThat(appended(node.append(three, Acks.ALL)).baseOffset()).isZero();
        assertThat(node.view().logEndOffset()).isEqualTo(4);
    }

    /** In another codec than the topic's, and some work. */
    private static ByteBuffer large() {
        return TestBatch.of("value ".repeat(20_000)).build();
    }

    /** Already in the topic's codec; what is inside is nobody's business. */
    private static ByteBuffer gzip() {
        return TestBatch.of("g").attributes(GZIP).build();
    }

    private static ByteBuffer zeros(int bytes) {
        BatchBuilder builder = new BatchBuilder(BatchCompression.ZSTD, bytes);
        builder.add(1_000, null, ByteString.copyFrom(new byte[bytes]), List.of());
        return builder.build();
    }
}
