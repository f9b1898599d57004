package io.hakmem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hakmem.memory.NativeMemory;
import io.hakmem.os.FakePageSource;
import io.hakmem.size.SizeClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every size and every alignment: what a block may be used for, and where it begins.
class SizeTableTest {
    private static final long KIBIBYTE = 1L << 10;
    private static final long MEBIBYTE = 1L << 20;
    private static final long GIBIBYTE = 1L << 30;
    private static final int ALL_SIZES_UP_TO = 128 << 10;
    private static final Options OPTIONS =
            TestHakmem.options().reservationBytes(8 * GIBIBYTE).build();

    @RegisterExtension
    private final TestHakmem test = TestHakmem.with(OPTIONS);

    private final List<String> violations = new ArrayList<>();

    @Test
    void everySizeUpTo128KiB_isUsableAndNotTooLong() {
        for (long bytes = 0; bytes <= ALL_SIZES_UP_TO; bytes++) {
            allocateAndFree(bytes);
        }
        assertThat(violations).isEmpty();
    }

    @Test
    void sizesAroundEveryBorderUpTo1GiB_areUsableAndNotTooLong() {
        borders()
                .flatMap(border -> LongStream.rangeClosed(border - 1, border + 1))
                .forEach(this::allocateAndFree);
        assertThat(violations).isEmpty();
    }

    /// Classes, powers of two, slots and SuperSlabs.
    private static LongStream borders() {
        LongStream classes =
                LongStream.range(0, SizeClasses.COUNT).map(sizeClass -> SizeClasses.blockBytes((int) sizeClass));
        LongStream powers = LongStream.rangeClosed(4, 30).map(power -> 1L << power);
        LongStream slots = LongStream.rangeClosed(1, 32).map(slot -> slot * SizeClasses.SLAB_BYTES);
        LongStream superSlabs = LongStream.rangeClosed(1, 8).map(count -> count * 2 * MEBIBYTE);
        return LongStream.concat(LongStream.concat(classes, powers), LongStream.concat(slots, superSlabs));
    }

    private void allocateAndFree(long bytes) {
        Hakmem hakmem = test.hakmem();
        long address = hakmem.allocate(bytes);
        long usable = hakmem.usableSize(address);
        check(usable >= bytes, bytes + " bytes: only " + usable + " are usable");
        check(usable == hakmem.goodSize(bytes), bytes + " bytes: " + usable + " are usable, but not the good size");
        check(address % SizeClasses.GRANULE_BYTES == 0, bytes + " bytes: at an odd address");
        if (bytes > SizeClasses.LARGEST_BYTES) {
            long page = test.source().pageBytes();
            check(usable == (bytes + page - 1) / page * page, bytes + " bytes: " + usable + " is not rounded to pages");
        } else if (bytes >= 128) {
            check(usable * 4 <= bytes * 5, bytes + " bytes: " + usable + " is more than 1.25 times that");
        }
        touchBothEnds(address, usable);
        hakmem.free(address, bytes);
    }

    private static void touchBothEnds(long address, long usable) {
        NativeMemory.setLong(address, -1);
        NativeMemory.setLong(address + usable - Long.BYTES, -1);
    }

    private void check(boolean holds, String violation) {
        if (!holds && violations.size() < 20) {
            violations.add(violation);
        }
    }

    static Stream<Arguments> alignedSizes() {
        long[] sizes = {0, 1, 8, 512, 4 * KIBIBYTE, 64 * KIBIBYTE, 64 * KIBIBYTE + 1, MEBIBYTE, 3 * MEBIBYTE};
        return LongStream.rangeClosed(0, 30)
                .boxed()
                .flatMap(power -> LongStream.of(sizes).mapToObj(bytes -> Arguments.of(1L << power, bytes)));
    }

    @ParameterizedTest
    @MethodSource("alignedSizes")
    void alignedBlocks_beginAtMultiples(long alignment, long bytes) {
        Hakmem hakmem = test.hakmem();
        long[] blocks = new long[3];
        for (int index = 0; index < blocks.length; index++) {
            blocks[index] = index == 1 ? hakmem.allocateZeroed(bytes, alignment) : hakmem.allocate(bytes, alignment);
            long usable = hakmem.usableSize(blocks[index]);
            check(blocks[index] % alignment == 0, "block " + index + " is not aligned");
            check(usable >= bytes, "block " + index + " has only " + usable + " bytes");
            touchBothEnds(blocks[index], usable);
        }
        check(LongStream.of(blocks).distinct().count() == blocks.length, "two blocks are one");
        LongStream.of(blocks).forEach(hakmem::free);
        assertThat(violations).isEmpty();
    }

    @Test
    void alignedBlocks_ofSizeClasses_takeTheSmallestThatFits() {
        for (int alignment = 16; alignment <= SizeClasses.LARGEST_ALIGNMENT_BYTES; alignment *= 2) {
            for (long bytes = 0; bytes <= SizeClasses.LARGEST_BYTES; bytes += 13) {
                int sizeClass = SizeClasses.of(bytes, alignment);
                check(SizeClasses.blockBytes(sizeClass) % alignment == 0, bytes + " at " + alignment + ": not aligned");
                for (int smaller = SizeClasses.of(bytes); smaller < sizeClass; smaller++) {
                    check(
                            SizeClasses.blockBytes(smaller) % alignment != 0,
                            bytes + " at " + alignment + ": " + SizeClasses.blockBytes(smaller) + " would do");
                }
            }
        }
        assertThat(violations).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 64, 1000, 8192, 8193, 65_536, 100_000, MEBIBYTE, 2 * MEBIBYTE + 1, 5 * MEBIBYTE})
    void zeroedBlock_inMemoryThatWasWritten_readsZeroToItsEnd(long bytes) {
        Hakmem hakmem = test.hakmem();
        long[] written = new long[5];
        for (int index = 0; index < written.length; index++) {
            written[index] = hakmem.allocate(bytes);
            for (long at = 0; at < hakmem.usableSize(written[index]); at += Long.BYTES) {
                NativeMemory.setLong(written[index] + at, -1);
            }
        }
        LongStream.of(written).forEach(hakmem::free);
        int reused = 0;
        for (int index = 0; index < written.length; index++) {
            long address = index % 2 == 0 ? hakmem.allocateZeroed(bytes) : hakmem.allocateZeroedArray(1, bytes);
            reused += LongStream.of(written).anyMatch(before -> before == address) ? 1 : 0;
            for (long at = 0; at < hakmem.usableSize(address); at += Long.BYTES) {
                check(NativeMemory.getLong(address + at) == 0, "byte " + at + " is not zero");
            }
        }
        assertThat(violations).isEmpty();
        assertThat(reused).as("blocks in memory that was written").isPositive();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, -8, Long.MIN_VALUE})
    void negativeLength_isRefusedByEveryCall(long bytes) {
        Hakmem hakmem = test.hakmem();
        long address = hakmem.allocate(100);
        List<Runnable> calls = List.of(
                () -> hakmem.allocate(bytes),
                () -> hakmem.allocate(bytes, 64),
                () -> hakmem.allocateZeroed(bytes),
                () -> hakmem.allocateZeroed(bytes, 1 << 20),
                () -> hakmem.allocateZeroedArray(1, bytes),
                () -> hakmem.reallocate(address, bytes),
                () -> hakmem.free(address, bytes),
                () -> hakmem.goodSize(bytes),
                () -> hakmem.allocateBatch(bytes, new long[4], 0, 4),
                () -> hakmem.heap().allocate(bytes));
        for (Runnable call : calls) {
            assertThatThrownBy(call::run)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(bytes + " bytes")
                    .hasMessageContaining("0 is the least");
        }
        hakmem.free(address, 100);
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 8",
        "8, -1",
        "9223372036854775807, 2",
        "2, 4611686018427387904",
        "4294967296, 4294967296",
        "3037000500, 3037000500"
    })
    void lengthOfElements_thatIsNoLong_isRefused(long count, long bytes) {
        assertThatThrownBy(() -> test.hakmem().allocateZeroedArray(count, bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(count + " elements of " + bytes + " bytes");
    }

    @Test
    void noElements_areABlockOfTheirOwn() {
        long first = test.hakmem().allocateZeroedArray(0, 8);
        long second = test.hakmem().allocateZeroedArray(Long.MAX_VALUE, 0);
        assertThat(first).isNotEqualTo(second);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 3, 24, (1L << 30) + 1, 1L << 31, 1L << 62, Long.MIN_VALUE})
    void alignment_thatIsNoPowerOfTwoUpTo1GiB_isRefused(long alignment) {
        for (Runnable call : List.<Runnable>of(
                () -> test.hakmem().allocate(8, alignment), () -> test.hakmem().allocateZeroed(8, alignment))) {
            assertThatThrownBy(call::run)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("alignment of " + alignment + " bytes")
                    .hasMessageContaining("power of two from 1 to 1073741824");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {9 * GIBIBYTE, Long.MAX_VALUE - 4096, Long.MAX_VALUE})
    void lengthBeyondTheReservation_isRefusedByEveryCall(long bytes) {
        Hakmem hakmem = test.hakmem();
        for (Runnable call : List.<Runnable>of(
                () -> hakmem.allocate(bytes),
                () -> hakmem.allocate(bytes, GIBIBYTE),
                () -> hakmem.allocateZeroed(bytes),
                () -> hakmem.reallocate(0, bytes))) {
            assertThatThrownBy(call::run).isInstanceOf(NativeOutOfMemoryError.class);
        }
        assertThatThrownBy(() -> hakmem.goodSize(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(bytes + " bytes");
    }

    /// Not walked by the validator: it reads every page that is not dirty.
    @Test
    void blockOf16GiB_touchedAtBothEnds_isResidentAtBothEndsOnly() throws IOException {
        Path smaps = Path.of("/proc/self/smaps");
        assumeTrue(Files.isReadable(smaps));
        long bytes = 16 * GIBIBYTE;
        try (FakePageSource source = new FakePageSource()) {
            assumeTrue(source.largestReservationBytes() >= 64 * GIBIBYTE);
            Hakmem hakmem = new Hakmem(
                    source, TestHakmem.options().reservationBytes(64 * GIBIBYTE).build(), new FakeClock());
            hakmem.free(hakmem.allocate(100));
            long before = residentBytes(smaps, hakmem.stats().mapping().base());
            long address = hakmem.allocateZeroed(bytes);
            touchBothEnds(address, hakmem.usableSize(address));
            long after = residentBytes(smaps, hakmem.stats().mapping().base());
            assertThat(hakmem.usableSize(address)).isEqualTo(bytes);
            assertThat(after - before).isBetween(2L * source.pageBytes(), MEBIBYTE);
            hakmem.free(address, bytes);
            hakmem.trim();
            assertThat(hakmem.stats().memory().committedBytes()).isZero();
        }
    }

    private static long residentBytes(Path smaps, long mappedBase) throws IOException {
        boolean inMapping = false;
        for (String line : Files.readAllLines(smaps)) {
            if (line.startsWith(Long.toHexString(mappedBase) + "-")) {
                inMapping = true;
            } else if (inMapping && line.startsWith("Rss:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * KIBIBYTE;
            }
        }
        throw new AssertionError("no mapping begins at 0x" + Long.toHexString(mappedBase));
    }
}
