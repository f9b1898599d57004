package io.hakmem.slab;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.Rivals;
import io.hakmem.Seed;
import io.hakmem.size.SizeClasses;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Threads that take, give and try to own the same slab.
final class SlabRaceTest {
    private static final int ROUNDS = 2_000;

    @ParameterizedTest
    @ValueSource(ints = {1024, 512, 8192})
    void leasedOrListedToOwned_byTwoAtOnce_isWonByOne(int blockBytes) {
        Slab[] slabs = full(blockBytes);
        AtomicInteger wins = new AtomicInteger();
        Rivals.rounds(
                2,
                ROUNDS,
                (rival, round) -> wins.addAndGet(slabs[round].leasedOrListedToOwned() ? 1 : 0),
                round -> assertThat(wins.getAndSet(0))
                        .as("winners of round %d", round)
                        .isEqualTo(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 256})
    void leasedOrListedToOwned_byTwoWhileAThirdRefills_isWonByOneAtMost(int blockBytes) {
        Slab[] slabs = full(blockBytes);
        AtomicInteger wins = new AtomicInteger();
        Rivals.rounds(3, ROUNDS, (rival, round) -> ownOrRefill(slabs[round], rival, wins), round -> {
            assertThat(wins.getAndSet(0)).as("winners of round %d", round).isBetween(0, 1);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 256})
    void leasedOrListedToOwned_byTwoWhileAThirdRefills_losesNoBlock(int blockBytes) {
        Slab[] slabs = full(blockBytes);
        AtomicInteger wins = new AtomicInteger();
        Rivals.rounds(3, ROUNDS, (rival, round) -> ownOrRefill(slabs[round], rival, wins), round -> {
            boolean owned = wins.getAndSet(0) > 0;
            assertThat(slabs[round].freeBlocks())
                    .as("free blocks after round %d, owned: %s", round, owned)
                    .isEqualTo(owned ? 0 : slabs[round].capacity());
        });
    }

    @Test
    void leasedOrListedToOwned_byTwoWhileAThirdRefills_endsRetiringOnlyIfOwned() {
        Slab[] slabs = full(256);
        AtomicInteger wins = new AtomicInteger();
        Rivals.rounds(3, ROUNDS, (rival, round) -> ownOrRefill(slabs[round], rival, wins), round -> {
            assertThat(slabs[round].isRetiring()).as("round %d", round).isEqualTo(wins.getAndSet(0) > 0);
        });
    }

    /// Rivals 0 and 1 try to own the slab; 2 takes the last word and gives it back.
    private static void ownOrRefill(Slab slab, int rival, AtomicInteger wins) {
        if (rival < 2) {
            wins.addAndGet(slab.leasedOrListedToOwned() ? 1 : 0);
        } else {
            int last = slab.wordCount() - 1;
            long bits = slab.takeWord(last);
            if (bits != 0) {
                slab.giveWord(last, bits);
            }
        }
    }

    @Test
    void nobodyToLeased_byRivals_isWonByOne() {
        Slab[] slabs = full(1024);
        AtomicInteger wins = new AtomicInteger();
        Rivals.rounds(
                3,
                ROUNDS,
                (rival, round) -> wins.addAndGet(slabs[round].nobodyToLeased(rival + 1) ? 1 : 0),
                round -> assertThat(wins.getAndSet(0))
                        .as("winners of round %d", round)
                        .isEqualTo(1));
    }

    @Test
    void takeAndGiveWord_byRivals_giveEachBlockToOneAtATime() {
        long seed = Seed.fresh();
        Slab slab = full(64)[0];
        AtomicIntegerArray owners = new AtomicIntegerArray(slab.capacity());
        Rivals.race(4, rival -> {
            Random random = new Random(seed + rival);
            for (int step = 0; step < 10_000; step++) {
                int word = random.nextInt(2);
                long bits = slab.takeWord(word);
                for (long some = bits; some != 0; some &= some - 1) {
                    int block = word * 64 + Long.numberOfTrailingZeros(some);
                    assertThat(owners.compareAndSet(block, 0, rival + 1))
                            .as("block %d is owned by this taker alone, seed %d", block, seed)
                            .isTrue();
                }
                for (long some = bits; some != 0; some &= some - 1) {
                    owners.set(word * 64 + Long.numberOfTrailingZeros(some), 0);
                }
                long part = bits & random.nextLong();
                assertThat(slab.giveWord(word, part) & part).as("seed %d", seed).isZero();
                assertThat(slab.giveWord(word, bits & ~part) & bits & ~part)
                        .as("seed %d", seed)
                        .isZero();
            }
        });
        assertThat(slab.freeBlocks()).as("seed %d", seed).isEqualTo(slab.capacity());
    }

    private static Slab[] full(int blockBytes) {
        Slab[] slabs = new Slab[ROUNDS];
        for (int i = 0; i < slabs.length; i++) {
            slabs[i] = new Slab(i, (long) i << SizeClasses.SLAB_SHIFT, SizeClasses.of(blockBytes), Slab.NOBODY);
            slabs[i].giveWord(0, slabs[i].fullWord(0));
        }
        return slabs;
    }
}
