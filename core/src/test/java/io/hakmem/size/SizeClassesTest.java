package io.hakmem.size;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Every request there is, against the sizes that the documentation promises.
final class SizeClassesTest {
    @Test
    void classOf_anyRequest_fits() {
        for (int bytes = 0; bytes <= SizeClasses.LARGEST_BYTES; bytes++) {
            assertThat(usableBytes(bytes)).as("a request of %d", bytes).isGreaterThanOrEqualTo(bytes);
        }
    }

    @Test
    void classOf_anyRequest_isTheSmallestThatFits() {
        for (int bytes = 0; bytes <= SizeClasses.LARGEST_BYTES; bytes++) {
            int smallest = 0;
            while (SizeClasses.blockBytes(smallest) < bytes) {
                smallest++;
            }
            assertThat(SizeClasses.of(bytes)).as("a request of %d", bytes).isEqualTo(smallest);
        }
    }

    @Test
    void usableBytes_from128Up_areAtMostAQuarterMore() {
        for (int bytes = 128; bytes <= SizeClasses.LARGEST_BYTES; bytes++) {
            assertThat(usableBytes(bytes) * 4).as("a request of %d", bytes).isLessThanOrEqualTo(bytes * 5);
        }
    }

    @Test
    void blockBytes_upTo1KiB_areTheMultiplesOf16() {
        List<Integer> expected = new ArrayList<>();
        for (int bytes = 16; bytes <= 1024; bytes += 16) {
            expected.add(bytes);
        }
        assertThat(blockSizes().subList(0, 64)).isEqualTo(expected);
    }

    @Test
    void blockBytes_above1KiB_areFourEvenStepsADoubling() {
        assertThat(blockSizes().subList(64, SizeClasses.COUNT))
                .containsExactly(
                        1280, 1536, 1792, 2048, 2560, 3072, 3584, 4096, 5120, 6144, 7168, 8192, 10240, 12288, 14336,
                        16384, 20480, 24576, 28672, 32768);
    }

    @Test
    void blockBytes_anyClass_areMultiplesOfTheGranule() {
        assertThat(blockSizes()).allMatch(bytes -> bytes % SizeClasses.GRANULE_BYTES == 0);
    }

    @Test
    void powersOfTwo_from16ToTheLargest_haveTheirOwnClass() {
        for (int bytes = SizeClasses.GRANULE_BYTES; bytes <= SizeClasses.LARGEST_BYTES; bytes *= 2) {
            assertThat(usableBytes(bytes)).isEqualTo(bytes);
        }
    }

    @Test
    void powersOfTwo_anyBlockOfASlab_areNaturallyAligned() {
        for (int bytes = SizeClasses.GRANULE_BYTES; bytes <= SizeClasses.LARGEST_BYTES; bytes *= 2) {
            assertThat(SizeClasses.SLAB_BYTES % bytes).as("blocks of %d", bytes).isZero();
        }
    }

    @Test
    void waste_requestsOf8To999_isAboutOneAndAHalfPercent() {
        long asked = 0;
        long usable = 0;
        for (int bytes = 8; bytes <= 999; bytes++) {
            asked += bytes;
            usable += usableBytes(bytes);
        }
        assertThat((usable - asked) * 100.0 / usable).isCloseTo(1.5, within(0.1));
    }

    @Test
    void capacity_anyClass_fillsTheSlabUpToLessThanABlock() {
        for (int sizeClass = 0; sizeClass < SizeClasses.COUNT; sizeClass++) {
            int rest = SizeClasses.SLAB_BYTES - SizeClasses.capacity(sizeClass) * SizeClasses.blockBytes(sizeClass);
            assertThat(rest).as("class %d", sizeClass).isBetween(0, SizeClasses.blockBytes(sizeClass) - 1);
        }
    }

    @Test
    void slabShift_isTheLogarithmOfTheSlab() {
        assertThat(1 << SizeClasses.SLAB_SHIFT).isEqualTo(SizeClasses.SLAB_BYTES);
    }

    private static int usableBytes(int bytes) {
        return SizeClasses.blockBytes(SizeClasses.of(bytes));
    }

    private static List<Integer> blockSizes() {
        List<Integer> sizes = new ArrayList<>();
        for (int sizeClass = 0; sizeClass < SizeClasses.COUNT; sizeClass++) {
            sizes.add(SizeClasses.blockBytes(sizeClass));
        }
        return sizes;
    }
}
