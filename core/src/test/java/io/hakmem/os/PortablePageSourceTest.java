package io.hakmem.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hakmem.memory.NativeMemory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The stand-in keeps the contract of a page source on any system.
final class PortablePageSourceTest {
    private static final int EINVAL = 22;
    private static final int ENOMEM = 12;
    private static final int PAGES = 4;

    private final PortablePageSource source = new PortablePageSource();
    private final int pageBytes = source.pageBytes();
    private final List<Long> mapped = new ArrayList<>();

    @AfterEach
    void unmapAll() {
        mapped.forEach(address -> source.unmap(address, (long) PAGES * pageBytes));
    }

    @Test
    void pageBytes_always_isAPowerOfTwo() {
        assertThat(Integer.bitCount(pageBytes)).isEqualTo(1);
    }

    @Test
    void map_fresh_isAlignedToPages() {
        assertThat(mapPages() % pageBytes).isZero();
    }

    @Test
    void map_fresh_readsZero() {
        long address = mapPages();
        for (int offset = 0; offset < PAGES * pageBytes; offset += Long.BYTES) {
            assertThat(NativeMemory.getLong(address + offset)).isZero();
        }
    }

    @Test
    void map_twice_givesTwoPlaces() {
        long first = mapPages();
        assertThat(Math.abs(mapPages() - first)).isGreaterThanOrEqualTo((long) PAGES * pageBytes);
    }

    @Test
    void map_tooMany_saysErrnoAndName() {
        PageSourceException refusal = catchThrowableOfType(PageSourceException.class, () -> source.map(1L << 60));
        assertThat(refusal.errno()).isEqualTo(ENOMEM);
        assertThat(refusal).hasMessageContaining(refusal.call()).hasMessageContaining("ENOMEM (12)");
    }

    @Test
    void purge_writtenPages_readZero() {
        long address = mapPages();
        write(address);
        source.purge(address + pageBytes, 2L * pageBytes);
        for (int offset = pageBytes; offset < 3 * pageBytes; offset += Long.BYTES) {
            assertThat(NativeMemory.getLong(address + offset)).isZero();
        }
    }

    @Test
    void purge_somePages_leavesTheOthers() {
        long address = mapPages();
        write(address);
        source.purge(address + pageBytes, 2L * pageBytes);
        assertThat(NativeMemory.getLong(address + pageBytes - 8)).isEqualTo(address + pageBytes - 8);
        assertThat(NativeMemory.getLong(address + 3L * pageBytes)).isEqualTo(address + 3L * pageBytes);
    }

    @Test
    void unmap_whatWasNeverMapped_saysCallErrnoAndName() {
        PageSourceException refusal =
                catchThrowableOfType(PageSourceException.class, () -> source.unmap(4096, pageBytes));
        assertThat(refusal.errno()).isEqualTo(EINVAL);
        assertThat(refusal).hasMessageContaining("0x1000").hasMessageContaining("EINVAL (22)");
    }

    @Test
    void unmap_twice_isRefused() {
        long address = source.map(pageBytes);
        source.unmap(address, pageBytes);
        assertThatExceptionOfType(PageSourceException.class).isThrownBy(() -> source.unmap(address, pageBytes));
    }

    @Test
    void adviseReservation_always_leavesThePages() {
        long address = mapPages();
        write(address);
        source.adviseReservation(address, (long) PAGES * pageBytes, HugePages.NEVER);
        assertThat(NativeMemory.getLong(address + 8)).isEqualTo(address + 8);
    }

    @Test
    void currentProcessor_ofTheCaller_isNotNegative() {
        assertThat(source.currentProcessor()).isNotNegative();
    }

    @Test
    void largestReservation_always_isAPowerOfTwo() {
        assertThat(Long.bitCount(source.largestReservationBytes())).isEqualTo(1);
    }

    private long mapPages() {
        long address = source.map((long) PAGES * pageBytes);
        mapped.add(address);
        return address;
    }

    /// Writes each word's own address into it.
    private void write(long address) {
        for (long at = address; at < address + (long) PAGES * pageBytes; at += Long.BYTES) {
            NativeMemory.setLong(at, at);
        }
    }
}
