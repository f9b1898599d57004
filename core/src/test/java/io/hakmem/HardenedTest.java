package io.hakmem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakmem.memory.NativeMemory;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The level `hardened`: wrong writes are found, and nothing that is right is refused.
class HardenedTest {
    @RegisterExtension
    private final TestHakmem test = TestHakmem.with(TestHakmem.options()
            .checking(Options.Checking.HARDENED)
            .freeStacks(true)
            .build());

    private Hakmem hakmem() {
        return test.hakmem();
    }

    private static void write(long address, int value) {
        NativeMemory.ALL.set(ValueLayout.JAVA_BYTE, address, (byte) value);
    }

    private static byte read(long address) {
        return NativeMemory.ALL.get(ValueLayout.JAVA_BYTE, address);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 8, 16, 100, 4096, 8192, 40_000, 65_536, 100_000, 1 << 20, 5 << 20})
    void block_ofAnyLength_hasExactlyThatLength(long bytes) {
        long address = hakmem().allocate(bytes);
        assertThat(hakmem().usableSize(address))
                .isEqualTo(hakmem().goodSize(bytes))
                .isEqualTo(bytes);
        assertThatThrownBy(() -> hakmem().free(address, bytes + 1))
                .isInstanceOfSatisfying(
                        InvalidFreeException.class,
                        e -> assertThat(e.kind()).isEqualTo(InvalidFreeException.Kind.WRONG_SIZE));
        hakmem().free(address, bytes);
        assertThat(hakmem().stats().memory().liveBytes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {16, 64, 1024, 4096})
    void block_ofAPowerOfTwo_isAlignedToIt(long bytes) {
        assertThat(hakmem().allocate(bytes) % bytes).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 8, 16, 100, 4096, 8192, 40_000, 65_536, 100_000, 1 << 20})
    void write_oneByteBehindTheEnd_isToldAtTheFree(long bytes) {
        long address = hakmem().allocate(bytes);
        write(address + bytes, 0);
        assertThatThrownBy(() -> hakmem().free(address)).isInstanceOfSatisfying(HeapCorruptionException.class, e -> {
            assertThat(e.address()).isEqualTo(address);
            assertThat(e.offset()).isEqualTo(bytes);
        });
        assertThat(hakmem().stats().memory().liveBytes()).isZero();
        assertThatThrownBy(() -> hakmem().free(address)).isInstanceOf(InvalidFreeException.class);
    }

    @Test
    void write_ofTheLastByte_isNotTold() {
        for (long bytes = 1; bytes < 300; bytes++) {
            long address = hakmem().allocate(bytes);
            write(address + bytes - 1, 0);
            hakmem().free(address);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 8, 16, 100, 4096, 8192, 40_000, 60_000})
    void write_afterTheFree_isToldBeforeTheReuse(long bytes) throws InterruptedException {
        BlockingQueue<String> reports = new LinkedBlockingQueue<>();
        hakmem().onMisuse(reports::add);
        long address = hakmem().allocate(bytes);
        hakmem().free(address);
        write(address + bytes / 2, 0);
        hakmem().trim();
        assertThat(reports.poll(20, TimeUnit.SECONDS))
                .contains("0x" + Long.toHexString(address), "offset " + bytes / 2 + ".");
        assertThat(hakmem().stats().notes()).anyMatch(note -> note.contains("after they were freed: 1."));
    }

    @Test
    void write_toABlockThatLeftTheQuarantine_isToldAtItsReuse() {
        long address = hakmem().allocate(1000);
        hakmem().free(address);
        Hardened hardened = java.util.Objects.requireNonNull(hakmem().parts().hardened());
        hardened.drain();
        write(address + 500, 0);
        List<Long> blocks = new ArrayList<>();
        while (blocks.isEmpty() || blocks.getLast() != address) {
            blocks.add(hakmem().allocate(1000));
        }
        assertThat(hakmem().stats().notes()).anyMatch(note -> note.contains("after they were freed: 1."));
        blocks.forEach(hakmem()::free);
    }

    @Test
    void secondFree_inTheQuarantine_tellsWhereTheFirstWas() {
        long address = hakmem().allocate(100);
        hakmem().free(address);
        assertThatThrownBy(() -> hakmem().free(address))
                .isInstanceOf(InvalidFreeException.class)
                .hasCauseInstanceOf(Throwable.class)
                .cause()
                .hasMessageContaining(Thread.currentThread().getName());
    }

    @Test
    void secondFree_ofTwoAtOnce_isRefusedToOne() {
        long[] address = {hakmem().allocate(100)};
        AtomicInteger refused = new AtomicInteger();
        Rivals.RoundAct free = (rival, round) -> {
            try {
                hakmem().free(address[0]);
            } catch (InvalidFreeException e) {
                refused.incrementAndGet();
            }
        };
        Rivals.rounds(2, 10_000, free, round -> {
            assertThat(refused.getAndSet(0)).isOne();
            address[0] = hakmem().allocate(100);
        });
        hakmem().free(address[0]);
    }

    @Test
    void reallocate_chain_keepsContentsAndFindsOverflow() {
        long address = hakmem().allocate(0);
        long length = 0;
        for (long bytes : new long[] {1, 20, 100, 90, 5000, 9000, 40_000, 39_000, 1 << 20, 3 << 20, 70_000, 60, 3}) {
            address = hakmem().reallocate(address, bytes);
            assertThat(hakmem().usableSize(address)).isEqualTo(bytes);
            for (long at = 0; at < Math.min(length, bytes); at += 7) {
                assertThat(read(address + at)).isEqualTo((byte) (at * 31));
            }
            for (long at = 0; at < bytes; at += 7) {
                write(address + at, (int) at * 31);
            }
            length = bytes;
        }
        hakmem().free(address);
        assertThat(hakmem().stats().memory().liveBytes()).isZero();
    }

    @Test
    void visit_blocks_areTheLiveOnesWithTheirLengths() {
        long first = hakmem().allocate(100);
        long second = hakmem().allocate(50_000);
        hakmem().free(hakmem().allocate(100));
        Map<Long, Long> visited = new HashMap<>();
        hakmem().visitBlocks((address, bytes, mayBeParked) -> visited.put(address, bytes));
        assertThat(visited).isEqualTo(Map.of(first, 100L, second, 50_000L));
        hakmem().free(first);
        hakmem().free(second);
    }

    @Test
    void batches_andHandles_areHardenedToo() {
        long[] blocks = new long[100];
        hakmem().allocateBatch(100, blocks, 0, 100);
        write(blocks[7] + 100, 0);
        assertThatThrownBy(() -> hakmem().freeBatch(blocks, 0, 100)).isInstanceOf(HeapCorruptionException.class);
        HakmemHeap heap = hakmem().heap();
        long address = heap.allocate(10);
        assertThat(hakmem().usableSize(address)).isEqualTo(10);
        heap.free(address);
        assertThatThrownBy(() -> heap.free(address)).isInstanceOf(InvalidFreeException.class);
        assertThat(hakmem().stats().memory().liveBytes()).isZero();
    }

    @Test
    void zeroed_afterDirtyReuse_isZero() {
        for (long bytes : new long[] {10, 1000, 9000, 100_000}) {
            for (int round = 0; round < 20; round++) {
                long address = hakmem().allocateZeroed(bytes);
                assertThat(HeapValidator.readsZero(address, bytes)).isTrue();
                hakmem().free(address);
                hakmem().trim();
            }
        }
    }

    @Test
    void anyScript_ofSoundCalls_isNeverRefused() {
        long seed = Seed.fresh();
        Random random = new Random(seed);
        record Block(long address, long bytes, byte value) {}
        List<Block> blocks = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            if (blocks.size() > 300 || (!blocks.isEmpty() && random.nextBoolean())) {
                Block block = blocks.remove(random.nextInt(blocks.size()));
                for (long at = 0; at < block.bytes; at += 1 + block.bytes / 16) {
                    assertThat(read(block.address + at)).as("seed %d", seed).isEqualTo(block.value);
                }
                hakmem().free(block.address);
            } else {
                long bytes = 1L << random.nextInt(18);
                Block block = new Block(hakmem().allocate(bytes), bytes, (byte) step);
                NativeMemory.ALL.asSlice(block.address, bytes).fill(block.value);
                blocks.add(block);
            }
            if (step % 5000 == 0) {
                hakmem().trim();
            }
        }
        blocks.forEach(block -> hakmem().free(block.address));
        assertThat(hakmem().stats().notes()).noneMatch(note -> note.contains("freed"));
    }

    @Test
    void child_ofAHardenedAllocator_isHardenedAndCloses() {
        Hakmem child = hakmem().child("child", 0);
        long address = child.allocate(100);
        write(address + 100, 0);
        assertThatThrownBy(() -> child.free(address)).isInstanceOf(HeapCorruptionException.class);
        child.close();
    }
}
