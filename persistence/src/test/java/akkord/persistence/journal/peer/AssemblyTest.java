package akkord.persistence.journal.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AssemblyTest {

    private static final PeerTuning TUNING = new PeerTuning(4, 10, 10, 2, Duration.ofMillis(200));

    private final Assembly assembly = new Assembly(TUNING);
    private final PieceSerializer serializer = new PieceSerializer();

    private static List<Piece> cut(long call, int sizeBytes) {
        byte[] bytes = new byte[sizeBytes];
        for (int i = 0; i < sizeBytes; i++) bytes[i] = (byte) (call + i);
        return Assembly.cut(call, (byte) 1, bytes, TUNING.pieceBytes());
    }

    private boolean completes(Piece piece) {
        return assembly.add("peer", piece).isPresent();
    }

    @Test
    void piecesOfTwoCallsThatCameMixedAreJoinedOfEachAlone() {
        List<Piece> one = cut(1, 9);
        List<Piece> two = cut(2, 5);
        assertThat(one).hasSize(3);
        assertThat(completes(one.get(0))).isFalse();
        assertThat(completes(two.get(0))).isFalse();
        assertThat(completes(one.get(1))).isFalse();
        assertThat(assembly.add("peer", two.get(1))).contains(new byte[] {2, 3, 4, 5, 6});
        assertThat(assembly.add("peer", one.get(2))).contains(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9});
    }

    @Test
    void aCallOfWhichAPieceWasLostIsNeverTakenForWhole() {
        List<Piece> call = cut(1, 9);
        completes(call.get(0));
        assertThat(completes(call.get(2))).isFalse();
        assertThat(completes(call.get(1))).isFalse();
        assertThat(completes(call.get(2))).isFalse();
    }

    @Test
    void tooManyUnfinishedCallsPushOutTheOldestAndTooLargeOnesAreForgotten() {
        for (int call = 1; call <= 3; call++) completes(cut(call, 5).get(0));
        assertThat(completes(cut(1, 5).get(1))).isFalse();
        assertThat(completes(cut(3, 5).get(1))).isTrue();
        List<Piece> large = cut(4, 11);
        assertThat(large.stream().filter(this::completes)).isEmpty();
    }

    @Test
    void aPieceIsTheSameAfterItsWayOverTheWire() {
        Piece piece = new Piece(-7, Piece.FAILURE, 3, 9, new byte[] {1, 2});
        Piece read = (Piece) serializer.fromBinaryJava(serializer.toBinary(piece), null);
        assertThat(read).usingRecursiveComparison().isEqualTo(piece);
    }
}
