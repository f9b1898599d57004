package io.hakmem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakmem.InvalidFreeException.Kind;
import io.hakmem.memory.NativeMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchTest {
    private static final int BLOCK_BYTES = 64;

    @RegisterExtension
    private final TestHakmem test = TestHakmem.checked();

    private long[] allocate(long bytes, int count) {
        long[] addresses = new long[count];
        test.hakmem().allocateBatch(bytes, addresses, 0, count);
        return addresses;
    }

    private void free(long... addresses) {
        test.hakmem().freeBatch(addresses, 0, addresses.length);
    }

    private Set<Long> live() {
        return HeapValidator.liveBlocks(test.hakmem());
    }

    private static Set<Long> setOf(long... addresses) {
        Set<Long> set = new HashSet<>();
        Arrays.stream(addresses).forEach(set::add);
        return set;
    }

    private static void assertRefused(Kind kind, long address, String message, ThrowingCallable call) {
        assertThatThrownBy(call).hasMessageContaining(message).isInstanceOfSatisfying(InvalidFreeException.class, e -> {
            assertThat(e.kind()).isEqualTo(kind);
            assertThat(e.address()).isEqualTo(address);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1",
        "0, 10000",
        "16, 5000",
        "64, 4096",
        "100, 777",
        "1024, 1000",
        "8192, 100",
        "9000, 20",
        "40000, 20"
    })
    @CsvSource({"100000, 10", "3000000, 5"})
    void batch_givesAsManyDistinctBlocksAsAskedFor(long bytes, int count) {
        long[] addresses = allocate(bytes, count);
        for (long address : addresses) {
            assertThat(test.hakmem().usableSize(address))
                    .isEqualTo(test.hakmem().goodSize(bytes));
            NativeMemory.setLong(address, address);
        }
        assertThat(live()).isEqualTo(setOf(addresses)).hasSize(count);
        assertThat(Arrays.stream(addresses)).allMatch(address -> NativeMemory.getLong(address) == address);
        free(addresses);
        assertThat(live()).isEmpty();
    }

    @Test
    void batch_fillsOnlyItsElements() {
        long[] addresses = new long[20];
        Arrays.fill(addresses, 7);
        test.hakmem().allocateBatch(BLOCK_BYTES, addresses, 5, 10);
        assertThat(Arrays.copyOf(addresses, 5)).containsOnly(7);
        assertThat(Arrays.copyOfRange(addresses, 15, 20)).containsOnly(7);
        test.hakmem().freeBatch(addresses, 5, 10);
        assertThat(live()).isEmpty();
    }

    @Test
    void batch_ofNothing_doesNothing() {
        allocate(BLOCK_BYTES, 0);
        free();
        assertThat(live()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "0, 11", "10, 1", "5, -1", "5, 2147483647"})
    void batch_outsideOfTheArray_isRefused(int from, int count) {
        long[] addresses = new long[10];
        assertThatThrownBy(() -> test.hakmem().allocateBatch(BLOCK_BYTES, addresses, from, count))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> test.hakmem().freeBatch(addresses, from, count))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void batch_takesWholeWords() {
        free(allocate(BLOCK_BYTES, 4096));
        long refillsBefore = refills();
        allocate(BLOCK_BYTES, 4096);
        assertThat(refills() - refillsBefore).isLessThanOrEqualTo(4096 / 64 + 1);
    }

    private long refills() {
        return test.hakmem().stats().stages().stream()
                .filter(stage ->
                        List.of("leased", "partial", "empty", "freeSlot").contains(stage.name()))
                .mapToLong(Stats.Stage::hits)
                .sum();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void frees_ofABatch_areOneAtomicOperationPerWord(boolean shuffled) {
        List<Long> blocks = new ArrayList<>();
        Arrays.stream(allocate(BLOCK_BYTES, 4096)).forEach(blocks::add);
        if (shuffled) {
            Collections.shuffle(blocks, new Random(42));
        }
        Stats.Frees before = test.hakmem().stats().frees();
        free(blocks.stream().mapToLong(Long::longValue).toArray());
        Stats.Frees after = test.hakmem().stats().frees();
        assertThat(after.local() + after.remote() - before.local() - before.remote())
                .isEqualTo(4096);
        assertThat(after.remoteBatches() - before.remoteBatches()).isLessThanOrEqualTo(4096 / 64 + 1);
    }

    @Test
    void batch_mixesWithSingleCalls() {
        Random random = new Random(42);
        Set<Long> expected = new HashSet<>();
        for (int round = 0; round < 500; round++) {
            long bytes = 1L + random.nextInt(200);
            for (long address : allocate(bytes, random.nextInt(100))) {
                assertThat(expected.add(address))
                        .as("an address that is live already")
                        .isTrue();
            }
            for (int single = 0; single < 20; single++) {
                assertThat(expected.add(test.hakmem().allocate(bytes))).isTrue();
            }
            List<Long> leaving =
                    expected.stream().filter(ignored -> random.nextInt(3) == 0).toList();
            expected.removeAll(leaving);
            int half = leaving.size() / 2;
            leaving.subList(0, half).forEach(test.hakmem()::free);
            free(leaving.subList(half, leaving.size()).stream()
                    .mapToLong(Long::longValue)
                    .toArray());
        }
        assertThat(live()).isEqualTo(expected);
    }

    @Test
    void batch_ofAnotherThread_isFreed() {
        try (LivingThread owner = new LivingThread()) {
            free(owner.call(() -> allocate(BLOCK_BYTES, 1000)));
            assertThat(live()).isEmpty();
            long[] mine = allocate(BLOCK_BYTES, 1000);
            owner.call(() -> {
                free(mine);
                return mine;
            });
            assertThat(live()).isEmpty();
        }
    }

    @Test
    void batch_inAVirtualThread_isServedAndFreed() {
        AtomicReference<long[]> kept = new AtomicReference<>();
        TestHakmem.inVirtualThread(() -> {
            free(allocate(BLOCK_BYTES, 3000));
            kept.set(allocate(BLOCK_BYTES, 100));
        });
        assertThat(live()).isEqualTo(setOf(Objects.requireNonNull(kept.get()))).hasSize(100);
    }

    @Test
    void batch_withoutRoomForAll_takesNothing() {
        long[] addresses = new long[2000];
        Arrays.fill(addresses, 7);
        long pin = test.hakmem().allocate(BLOCK_BYTES);
        assertThatThrownBy(() -> test.hakmem().allocateBatch(1 << 20, addresses, 1, 1999))
                .isInstanceOf(NativeOutOfMemoryError.class);
        assertThat(addresses[0]).isEqualTo(7);
        assertThat(Arrays.copyOfRange(addresses, 1, 2000)).containsOnly(0);
        assertThat(live()).containsExactly(pin);
    }

    @Test
    void smallBatch_withoutRoomForAll_takesNothing() {
        long[] addresses = new long[200_000];
        assertThatThrownBy(() -> test.hakmem().allocateBatch(8192, addresses, 0, addresses.length))
                .isInstanceOf(NativeOutOfMemoryError.class);
        assertThat(addresses).containsOnly(0);
        assertThat(live()).isEmpty();
        free(allocate(8192, 1000));
    }

    @Test
    void wrongAddressInABatch_isRefusedAndTold_andAllOthersAreFreed() {
        long[] addresses = allocate(BLOCK_BYTES, 200);
        long kept = addresses[17];
        addresses[17] += 16;
        assertRefused(Kind.INTERIOR, kept + 16, "Element 17: ", () -> free(addresses));
        assertThat(live()).containsExactly(kept);
    }

    @Test
    void severalWrongAddressesInABatch_areCounted() {
        long[] addresses = allocate(BLOCK_BYTES, 200);
        Set<Long> kept = setOf(addresses[3], addresses[4], addresses[199]);
        addresses[3] = 12345;
        addresses[4] += 8;
        addresses[199] -= 1 << 30;
        assertRefused(Kind.FOREIGN, 12345, "3 were refused", () -> free(addresses));
        assertThat(live()).isEqualTo(kept);
    }

    @Test
    void addressTwiceInABatch_isFreedOnce() {
        long[] addresses = allocate(BLOCK_BYTES, 200);
        long kept = addresses[100];
        addresses[100] = addresses[99];
        assertRefused(Kind.ALREADY_FREE, addresses[99], "Element 100: ", () -> free(addresses));
        assertThat(live()).containsExactly(kept);
    }

    @Test
    void blockInTheRemoteBuffer_freedByABatch_isRefused() {
        try (LivingThread owner = new LivingThread()) {
            long[] addresses = owner.call(() -> allocate(BLOCK_BYTES, 64));
            test.hakmem().free(addresses[5]);
            assertRefused(Kind.ALREADY_FREE, addresses[5], "Element 5: ", () -> free(addresses));
            assertThat(live()).isEmpty();
        }
    }

    @Test
    void runTwiceInABatch_isFreedOnce() {
        long run = test.hakmem().allocate(100_000);
        long block = test.hakmem().allocate(100);
        assertThatThrownBy(() -> free(run, block, run))
                .isInstanceOf(InvalidFreeException.class)
                .hasMessageContaining("Element 2: ");
        assertThat(live()).isEmpty();
    }

    @Test
    void zeroesInABatch_areIgnored() {
        long block = test.hakmem().allocate(100);
        assertThatCode(() -> free(0, block, 0)).doesNotThrowAnyException();
        assertThat(live()).isEmpty();
    }

    @Test
    void batches_ofRivals_neverShareABlock() {
        Rivals.race(4, rival -> {
            for (int round = 0; round < 200; round++) {
                long[] blocks = allocate(BLOCK_BYTES, 100 + round);
                for (long block : blocks) {
                    NativeMemory.setLong(block, rival);
                }
                assertThat(Arrays.stream(blocks)).allMatch(block -> NativeMemory.getLong(block) == rival);
                free(blocks);
            }
        });
        assertThat(live()).isEmpty();
    }
}
