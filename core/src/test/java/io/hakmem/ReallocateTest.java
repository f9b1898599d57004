package io.hakmem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakmem.memory.NativeMemory;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReallocateTest {
    private static final long MEBIBYTE = 1L << 20;

    @RegisterExtension
    private final TestHakmem test = TestHakmem.with(
            TestHakmem.options().reservationBytes(256 * MEBIBYTE).build());

    private final long seed = Seed.fresh();
    private final Random random = new Random(seed);

    private long reallocate(long address, long bytes) {
        return test.hakmem().reallocate(address, bytes);
    }

    @Test
    void chains_ofRandomLengths_keepTheirContents() {
        long[] blocks = new long[24];
        byte[][] copies = new byte[blocks.length][0];
        for (int step = 0; step < 1500; step++) {
            int index = random.nextInt(blocks.length);
            int bytes = nextLength();
            int kept = Math.min(bytes, copies[index].length);
            blocks[index] = reallocate(blocks[index], bytes);
            copies[index] = Arrays.copyOf(copies[index], bytes);
            assertThat(contents(blocks[index], kept)
                            .mismatch(MemorySegment.ofArray(copies[index]).asSlice(0, kept)))
                    .as("first wrong byte of %d after step %d, seed %d", kept, step, seed)
                    .isEqualTo(-1);
            byte[] fresh = new byte[bytes - kept];
            random.nextBytes(fresh);
            System.arraycopy(fresh, 0, copies[index], kept, fresh.length);
            contents(blocks[index], bytes).copyFrom(MemorySegment.ofArray(copies[index]));
        }
        for (int index = 0; index < blocks.length; index++) {
            assertThat(contents(blocks[index], copies[index].length).mismatch(MemorySegment.ofArray(copies[index])))
                    .as("block %d at the end, seed %d", index, seed)
                    .isEqualTo(-1);
            test.hakmem().free(blocks[index]);
        }
        assertThat(HeapValidator.liveBlocks(test.hakmem())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {MEBIBYTE - 1, MEBIBYTE, MEBIBYTE + 1, 2 * MEBIBYTE, 5 * MEBIBYTE + 4097})
    void move_ofALongBlock_copiesEveryByte(long bytes) {
        byte[] copy = new byte[(int) bytes];
        random.nextBytes(copy);
        long block = reallocate(0, bytes);
        contents(block, bytes).copyFrom(MemorySegment.ofArray(copy));
        test.hakmem().allocate(2 * MEBIBYTE); // in the way
        long moved = reallocate(block, 64 * MEBIBYTE);
        assertThat(moved).isNotEqualTo(block);
        assertThat(contents(moved, bytes).mismatch(MemorySegment.ofArray(copy)))
                .as("first wrong byte, seed %d", seed)
                .isEqualTo(-1);
    }

    /// From 0 to 2 MiB, each doubling as often as any other, and often a page more or less than a slot.
    private int nextLength() {
        int power = random.nextInt(22);
        return random.nextInt(8) == 0 ? 65536 + 4096 * (random.nextInt(3) - 1) : random.nextInt(1 << power);
    }

    private static MemorySegment contents(long address, long bytes) {
        return MemorySegment.ofAddress(address).reinterpret(bytes);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 100, 100_000, 3 * MEBIBYTE})
    void noBlock_reallocated_isAllocated(long bytes) {
        assertThat(test.hakmem().usableSize(reallocate(0, bytes))).isGreaterThanOrEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 100, 100_000, 3 * MEBIBYTE})
    void block_reallocatedToNothing_isABlockOfItsOwn(long bytes) {
        long empty = reallocate(test.hakmem().allocate(bytes), 0);
        assertThat(test.hakmem().allocate(0)).isNotEqualTo(empty);
        assertThat(test.hakmem().usableSize(empty)).isEqualTo(test.hakmem().goodSize(0));
        test.hakmem().free(empty, 0);
        assertThat(HeapValidator.liveBlocks(test.hakmem())).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"1000, 504", "1000, 1008", "1000, 700", "16, 0", "16, 15", "8192, 4096"})
    void block_betweenHalfAndAllOfItsLength_staysWhereItIs(long bytes, long newBytes) {
        long address = test.hakmem().allocate(bytes);
        assertThat(reallocate(address, newBytes)).isEqualTo(address);
    }

    @ParameterizedTest
    @CsvSource({"1000, 1009", "1000, 503", "32, 0", "8192, 8193", "8192, 4095", "100000, 100"})
    void block_tooShortOrLessThanHalfUsed_moves(long bytes, long newBytes) {
        long address = test.hakmem().allocate(bytes);
        long moved = reallocate(address, newBytes);
        assertThat(moved).isNotEqualTo(address);
        assertThat(test.hakmem().usableSize(moved)).isEqualTo(test.hakmem().goodSize(newBytes));
        assertThat(HeapValidator.liveBlocks(test.hakmem())).containsExactly(moved);
    }

    @ParameterizedTest
    @CsvSource({"100000, 99000", "100000, 40000", "1000000, 100000", "9000000, 5000000", "9000000, 40000"})
    void run_shortened_staysAndGivesTheRestBack(long bytes, long newBytes) {
        long address = test.hakmem().allocate(bytes);
        assertThat(reallocate(address, newBytes)).isEqualTo(address);
        assertThat(test.hakmem().usableSize(address)).isEqualTo(test.hakmem().goodSize(newBytes));
        test.hakmem().free(address, newBytes);
        assertThat(HeapValidator.liveBlocks(test.hakmem())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"40000, 60000", "100000, 400000", "1000000, 1500000", "9000000, 40000000"})
    void run_lengthenedIntoFreeNeighbours_stays(long bytes, long newBytes) {
        long address = test.hakmem().allocate(bytes);
        NativeMemory.setLong(address + bytes - Long.BYTES, 42);
        assertThat(reallocate(address, newBytes)).isEqualTo(address);
        assertThat(test.hakmem().usableSize(address)).isEqualTo(test.hakmem().goodSize(newBytes));
        assertThat(NativeMemory.getLong(address + bytes - Long.BYTES)).isEqualTo(42);
    }

    @ParameterizedTest
    @ValueSource(longs = {100, 100_000, 3 * MEBIBYTE})
    void block_whoseReallocationFails_isAsItWas(long bytes) {
        long address = test.hakmem().allocate(bytes);
        NativeMemory.setLong(address, 42);
        NativeMemory.setLong(address + bytes - Long.BYTES, 43);
        assertThatThrownBy(() -> reallocate(address, 300 * MEBIBYTE)).isInstanceOf(NativeOutOfMemoryError.class);
        assertThatThrownBy(() -> reallocate(address, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(NativeMemory.getLong(address)).isEqualTo(42);
        assertThat(NativeMemory.getLong(address + bytes - Long.BYTES)).isEqualTo(43);
        test.hakmem().free(address, bytes);
    }

    @Test
    void wrongAddress_reallocated_isRefused() {
        long address = test.hakmem().allocate(100);
        assertThatThrownBy(() -> reallocate(address + 16, 200)).isInstanceOf(InvalidFreeException.class);
        assertThatThrownBy(() -> reallocate(42, 200)).isInstanceOf(InvalidFreeException.class);
        assertThat(HeapValidator.liveBlocks(test.hakmem())).containsExactly(address);
    }
}
