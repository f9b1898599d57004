package io.hakmem.slab;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.size.SizeClasses;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// One thread: block arithmetic, words, leases and the end of a life, for every size class.
final class SlabTest {
    private static final long BASE = 0x7000_0000_0000L;
    private static final long HEAP = 7;
    private static final long OTHER_HEAP = 8;

    static IntStream everyClass() {
        return IntStream.range(0, SizeClasses.COUNT);
    }

    @ParameterizedTest
    @MethodSource("everyClass")
    void blockAt_everyOffset_agreesWithDivision(int sizeClass) {
        Slab slab = newborn(sizeClass);
        int blockBytes = SizeClasses.blockBytes(sizeClass);
        for (int offset = 0; offset < SizeClasses.SLAB_BYTES; offset++) {
            boolean begins = offset % blockBytes == 0 && offset / blockBytes < slab.capacity();
            int block = slab.blockAt(offset);
            if (slab.isBlock(block) != begins || (begins && block != offset / blockBytes)) {
                assertThat(block)
                        .as("offset %d in blocks of %d", offset, blockBytes)
                        .isEqualTo(begins ? offset : -1);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyClass")
    void fullWord_allWords_haveABitPerBlock(int sizeClass) {
        Slab slab = newborn(sizeClass);
        int bits = 0;
        for (int word = 0; word < slab.wordCount(); word++) {
            bits += Long.bitCount(slab.fullWord(word));
        }
        assertThat(bits).isEqualTo(slab.capacity());
    }

    @ParameterizedTest
    @MethodSource("everyClass")
    void fullWord_anyWord_hasTheLowestBits(int sizeClass) {
        Slab slab = newborn(sizeClass);
        for (int word = 0; word < slab.wordCount(); word++) {
            assertThat(slab.fullWord(word) & slab.fullWord(word) + 1)
                    .as("word %d", word)
                    .isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("everyClass")
    void newborn_anyClass_hasAllBlocksButThoseOfTheFirstWord(int sizeClass) {
        Slab slab = newborn(sizeClass);
        assertThat(slab.freeBlocks()).isEqualTo(slab.capacity() - Math.min(64, slab.capacity()));
    }

    @ParameterizedTest
    @MethodSource("everyClass")
    void looksFull_allGivenBack_isTrue(int sizeClass) {
        assertThat(full(sizeClass).looksFull()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("everyClass")
    void looksFull_anyWordOneShort_isFalse(int sizeClass) {
        for (int word = 0; word < newborn(sizeClass).wordCount(); word++) {
            Slab slab = full(sizeClass);
            takeLastOf(slab, word);
            assertThat(slab.looksFull()).as("word %d", word).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("everyClass")
    void isValid_wholeLife_isTrue(int sizeClass) {
        Slab slab = newborn(sizeClass);
        slab.giveWord(0, slab.fullWord(0));
        assertThat(slab.isValid()).isTrue();
    }

    @Test
    void isValid_aBitBeyondTheLastBlock_isFalse() {
        Slab slab = full(SizeClasses.COUNT - 1);
        slab.giveWord(0, 1L << slab.capacity());
        assertThat(slab.isValid()).isFalse();
    }

    @Test
    void takeWord_aFullWord_returnsAllItsBits() {
        Slab slab = full(0);
        assertThat(slab.takeWord(3)).isEqualTo(slab.fullWord(3));
    }

    @Test
    void takeWord_again_returnsNothing() {
        Slab slab = full(0);
        slab.takeWord(3);
        assertThat(slab.takeWord(3)).isZero();
    }

    @Test
    void takeWord_oneWord_leavesTheOthers() {
        Slab slab = full(0);
        slab.takeWord(3);
        assertThat(slab.freeBlocks()).isEqualTo(slab.capacity() - 64);
    }

    @Test
    void giveWord_ownedBits_makesThemFree() {
        Slab slab = full(0);
        slab.takeWord(3);
        slab.giveWord(3, 1L << 5);
        assertThat(slab.isFree(3 * 64 + 5) && !slab.isFree(3 * 64 + 6)).isTrue();
    }

    @Test
    void giveWord_ownedBits_returnsTheWordWithoutThem() {
        Slab slab = full(0);
        slab.takeWord(3);
        slab.giveWord(3, 0b01);
        assertThat(slab.giveWord(3, 0b10)).isEqualTo(0b01);
    }

    @Test
    void giveWord_twice_returnsTheBitThatWasThere() {
        Slab slab = full(0);
        slab.takeWord(3);
        slab.giveWord(3, 0b100);
        assertThat(slab.giveWord(3, 0b110) & 0b110).isEqualTo(0b100);
    }

    @ParameterizedTest
    @MethodSource("everyClass")
    void leasedOrListedToOwned_allFree_succeeds(int sizeClass) {
        Slab slab = full(sizeClass);
        assertThat(slab.leasedOrListedToOwned() && slab.isRetiring()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("everyClass")
    void leasedOrListedToOwned_allFree_leavesNoBit(int sizeClass) {
        Slab slab = full(sizeClass);
        slab.leasedOrListedToOwned();
        assertThat(slab.freeBlocks()).isZero();
    }

    @ParameterizedTest
    @MethodSource("everyClass")
    void leasedOrListedToOwned_oneBitOut_fails(int sizeClass) {
        for (int word = 0; word < newborn(sizeClass).wordCount(); word++) {
            Slab slab = full(sizeClass);
            takeLastOf(slab, word);
            assertThat(slab.leasedOrListedToOwned())
                    .as("bit out of word %d", word)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("everyClass")
    void leasedOrListedToOwned_oneBitOut_givesAllOthersBack(int sizeClass) {
        for (int word = 0; word < newborn(sizeClass).wordCount(); word++) {
            Slab slab = full(sizeClass);
            takeLastOf(slab, word);
            slab.leasedOrListedToOwned();
            assertThat(slab.freeBlocks()).as("bit out of word %d", word).isEqualTo(slab.capacity() - 1);
        }
    }

    @ParameterizedTest
    @MethodSource("everyClass")
    void leasedOrListedToOwned_oneBitOut_isNotRetiringAfterwards(int sizeClass) {
        Slab slab = full(sizeClass);
        takeLastOf(slab, slab.wordCount() - 1);
        slab.leasedOrListedToOwned();
        assertThat(slab.isRetiring()).isFalse();
    }

    @Test
    void leasedOrListedToOwned_ofARetired_fails() {
        Slab slab = retired();
        assertThat(slab.leasedOrListedToOwned()).isFalse();
    }

    @Test
    void retired_triedAgain_keepsItsWordsZero() {
        Slab slab = retired();
        slab.leasedOrListedToOwned();
        assertThat(slab.freeBlocks()).isZero();
    }

    @Test
    void retired_triedAgain_staysRetiring() {
        Slab slab = retired();
        slab.leasedOrListedToOwned();
        assertThat(slab.isRetiring()).isTrue();
    }

    @Test
    void retired_anyWord_givesNothing() {
        Slab slab = retired();
        for (int word = 0; word < slab.wordCount(); word++) {
            assertThat(slab.takeWord(word)).as("word %d", word).isZero();
        }
    }

    @Test
    void retired_aWrongFree_isStillRetiring() {
        Slab slab = retired();
        slab.giveWord(0, 1);
        assertThat(slab.isRetiring()).isTrue();
    }

    @Test
    void newborn_withAHeap_isLeasedByIt() {
        assertThat(new Slab(1, BASE, 0, HEAP).leaseVolatile()).isEqualTo(HEAP);
    }

    @Test
    void nobodyToLeased_leasedByNobody_leases() {
        Slab slab = newborn(0);
        assertThat(slab.nobodyToLeased(HEAP) && slab.leasePlain() == HEAP).isTrue();
    }

    @Test
    void nobodyToLeased_leasedByAnother_changesNothing() {
        Slab slab = new Slab(1, BASE, 0, OTHER_HEAP);
        assertThat(slab.nobodyToLeased(HEAP) || slab.leaseVolatile() != OTHER_HEAP)
                .isFalse();
    }

    @Test
    void leasedToNobody_byTheLeaser_drops() {
        Slab slab = new Slab(1, BASE, 0, HEAP);
        assertThat(slab.leasedToNobody(HEAP) && slab.leaseVolatile() == Slab.NOBODY)
                .isTrue();
    }

    @Test
    void leasedToNobody_byAnother_changesNothing() {
        Slab slab = new Slab(1, BASE, 0, OTHER_HEAP);
        assertThat(slab.leasedToNobody(HEAP) || slab.leaseVolatile() != OTHER_HEAP)
                .isFalse();
    }

    @Test
    void leases_dropped_canBeTakenByAnother() {
        Slab slab = new Slab(1, BASE, 0, HEAP);
        slab.leasedToNobody(HEAP);
        assertThat(slab.nobodyToLeased(OTHER_HEAP)).isTrue();
    }

    private static Slab newborn(int sizeClass) {
        return new Slab(1, BASE, sizeClass, Slab.NOBODY);
    }

    private static Slab full(int sizeClass) {
        Slab slab = newborn(sizeClass);
        slab.giveWord(0, slab.fullWord(0));
        return slab;
    }

    private static Slab retired() {
        Slab slab = full(10);
        assertThat(slab.leasedOrListedToOwned()).isTrue();
        return slab;
    }

    /// Takes the highest block of a word out, as a live block.
    private static void takeLastOf(Slab slab, int word) {
        long bits = slab.takeWord(word);
        slab.giveWord(word, bits & ~Long.highestOneBit(bits));
    }
}
