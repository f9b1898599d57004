package io.hakmem.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PagesTest {
    private static final long BASE = 0x7f12_3456_0000L;

    @Test
    void blockWord_highestAddressAndLongestBlock_areReadBack() {
        long address = (1L << 47) - 16;
        long block = BlockWord.of(address, BlockWord.MOST_BYTES);

        assertThat(BlockWord.address(block)).isEqualTo(address);
        assertThat(BlockWord.bytes(block)).isEqualTo(BlockWord.MOST_BYTES);
    }

    @Test
    void distinctBytes_blocksOnOnePage_countItOnce() {
        long[] blocks = {BlockWord.of(BASE, 16), BlockWord.of(BASE + 4_080, 16)};

        assertThat(Pages.distinctBytes(blocks)).isEqualTo(4_096);
    }

    @Test
    void distinctBytes_blockOverAPageBoundary_countsBothPages() {
        long[] blocks = {BlockWord.of(BASE + 4_080, 17), BlockWord.of(BASE + 5_000, 16)};

        assertThat(Pages.distinctBytes(blocks)).isEqualTo(2 * 4_096);
    }

    @Test
    void distinctBytes_longAndFarBlocks_countEachPage() {
        long[] blocks = {BlockWord.of(BASE, 9_000), BlockWord.of(BASE + 9_008, 16), BlockWord.of(BASE + 65_536, 4_096)};

        assertThat(Pages.distinctBytes(blocks)).isEqualTo(4 * 4_096);
    }

    @Test
    void distinctBytes_nothing_isZero() {
        assertThat(Pages.distinctBytes(new long[0])).isZero();
    }

    @Test
    void touch_block_writesEachPageAndNothingBeyond() {
        try (RealAllocator allocator = RealAllocator.of(1 << 16)) {
            long address = allocator.allocate(10_000);
            long beyond = allocator.allocate(16);

            Pages.touch(address, 10_000);

            assertThat(NativeBytes.getOpaque(address)).isEqualTo((byte) 1);
            assertThat(NativeBytes.getOpaque((address + 4_095) & -4_096)).isEqualTo((byte) 1);
            assertThat(NativeBytes.getOpaque((address + 8_191) & -4_096)).isEqualTo((byte) 1);
            assertThat(NativeBytes.getOpaque(beyond)).isNotEqualTo((byte) 1);
        }
    }

    @Test
    void holds_oneOtherByte_isFalse() {
        try (RealAllocator allocator = RealAllocator.of(1 << 10)) {
            long address = allocator.allocate(19);
            NativeBytes.fill(address, 19, (byte) -3);

            assertThat(NativeBytes.holds(address, 19, (byte) -3)).isTrue();
            for (int offset = 0; offset < 19; offset++) {
                NativeBytes.set(address + offset, (byte) 4);
                assertThat(NativeBytes.holds(address, 19, (byte) -3)).isFalse();
                NativeBytes.set(address + offset, (byte) -3);
            }
        }
    }
}
