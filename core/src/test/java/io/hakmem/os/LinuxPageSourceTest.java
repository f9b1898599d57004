package io.hakmem.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hakmem.memory.NativeMemory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The real system calls, granted and refused.
@EnabledOnOs(OS.LINUX)
final class LinuxPageSourceTest {
    private static final int EINVAL = 22;
    private static final int ENOMEM = 12;
    private static final long TOO_MANY_BYTES = 1L << 60;

    private final LinuxPageSource source = new LinuxPageSource();

    @Test
    void ofThisMachine_onLinux_isLinux() {
        assertThat(PageSource.ofThisMachine().name()).isEqualTo("linux");
    }

    @Test
    void pageBytes_ofTheMachine_isAPowerOfTwoFrom4KiBUp() {
        assertThat(source.pageBytes()).isGreaterThanOrEqualTo(4096);
        assertThat(Integer.bitCount(source.pageBytes())).isEqualTo(1);
    }

    @Test
    void physicalBytes_ofTheMachine_equalMeminfo() throws Exception {
        String meminfo = Files.readString(Path.of("/proc/meminfo"), StandardCharsets.US_ASCII);
        String kib = meminfo.replaceAll("(?s).*MemTotal:\\s+(\\d+) kB.*", "$1");
        assertThat(source.physicalBytes()).isEqualTo(Long.parseLong(kib) * 1024);
    }

    @Test
    void currentProcessor_ofTheCaller_isOneThatThereIs() throws Exception {
        String possible = Files.readString(Path.of("/sys/devices/system/cpu/possible"), StandardCharsets.US_ASCII);
        int last = Integer.parseInt(possible.strip().replaceAll(".*[-,]", ""));
        assertThat(source.currentProcessor()).isBetween(0, last);
    }

    @Test
    void map_fresh_isAlignedToPages() {
        withPages(4, address -> assertThat(address % source.pageBytes()).isZero());
    }

    @Test
    void map_fresh_readsZero() {
        withPages(4, address -> {
            for (int offset = 0; offset < 4 * source.pageBytes(); offset += Long.BYTES) {
                assertThat(NativeMemory.getLong(address + offset)).isZero();
            }
        });
    }

    @Test
    void map_written_keepsWhatWasWritten() {
        withPages(4, address -> {
            NativeMemory.setLong(address + 3L * source.pageBytes(), 42);
            assertThat(NativeMemory.getLong(address + 3L * source.pageBytes())).isEqualTo(42);
        });
    }

    @Test
    void map_fourTebibytes_takesNoMemory() throws Exception {
        long bytes = source.largestReservationBytes();
        long page = source.pageBytes();
        long address = source.map(bytes);
        // Without pages at its ends, the system tells it apart from a neighbour of the same kind.
        source.unmap(address, page);
        source.unmap(address + bytes - page, page);
        try {
            source.adviseReservation(address + page, bytes - 2 * page, HugePages.NEVER);
            assertThat(residentKib(address + page)).isZero();
        } finally {
            source.unmap(address + page, bytes - 2 * page);
        }
    }

    @Test
    void map_tooMany_saysCallErrnoAndName() {
        PageSourceException refusal = catchThrowableOfType(PageSourceException.class, () -> source.map(TOO_MANY_BYTES));
        assertThat(refusal.call()).isEqualTo("mmap of " + TOO_MANY_BYTES + " bytes");
        assertThat(refusal.errno()).isEqualTo(ENOMEM);
        assertThat(refusal).hasMessageContaining(refusal.call()).hasMessageContaining("ENOMEM (12)");
    }

    @Test
    void map_nothing_isRefusedAsInvalid() {
        PageSourceException refusal = catchThrowableOfType(PageSourceException.class, () -> source.map(0));
        assertThat(refusal.errno()).isEqualTo(EINVAL);
    }

    @Test
    void purge_writtenPages_readZero() {
        withPages(4, address -> {
            write(address, 4);
            source.purge(address + source.pageBytes(), 2L * source.pageBytes());
            assertThat(NativeMemory.getLong(address + source.pageBytes())).isZero();
            assertThat(NativeMemory.getLong(address + 2L * source.pageBytes())).isZero();
        });
    }

    @Test
    void purge_somePages_leavesTheOthers() {
        withPages(4, address -> {
            write(address, 4);
            source.purge(address + source.pageBytes(), 2L * source.pageBytes());
            assertThat(NativeMemory.getLong(address)).isEqualTo(address);
            assertThat(NativeMemory.getLong(address + 3L * source.pageBytes())).isNotZero();
        });
    }

    @Test
    void purge_writtenPages_takeNoMemory() throws Exception {
        long bytes = 64L * source.pageBytes();
        long address = source.map(bytes);
        try {
            source.adviseReservation(address, bytes, HugePages.NEVER);
            write(address, 64);
            long before = residentKib(address);
            source.purge(address, bytes);
            assertThat(before - residentKib(address)).isEqualTo(bytes / 1024);
        } finally {
            source.unmap(address, bytes);
        }
    }

    @Test
    void purge_purgedPages_canBeWrittenAgain() {
        withPages(1, address -> {
            write(address, 1);
            source.purge(address, source.pageBytes());
            write(address, 1);
            assertThat(NativeMemory.getLong(address)).isEqualTo(address);
        });
    }

    @Test
    void purge_anUnalignedAddress_saysCallErrnoAndName() {
        withPages(2, address -> {
            PageSourceException refusal = catchThrowableOfType(
                    PageSourceException.class, () -> source.purge(address + 16, source.pageBytes()));
            assertThat(refusal.call()).startsWith("madvise(MADV_DONTNEED)");
            assertThat(refusal.errno()).isEqualTo(EINVAL);
            assertThat(refusal).hasMessageContaining("EINVAL (22)");
        });
    }

    @Test
    void purge_refused_leavesThePagesAsTheyWere() {
        withPages(2, address -> {
            write(address, 2);
            assertThatExceptionOfType(PageSourceException.class)
                    .isThrownBy(() -> source.purge(address + 16, source.pageBytes()));
            assertThat(NativeMemory.getLong(address)).isEqualTo(address);
        });
    }

    @Test
    void unmap_aMapping_isInNobodysMapAfterwards() throws Exception {
        long bytes = 1L << 36;
        long address = source.map(bytes);
        source.unmap(address, bytes);
        assertThat(mappingOf(address + bytes / 2)).isEmpty();
    }

    @Test
    void unmap_anUnalignedAddress_saysCallErrnoAndName() {
        withPages(2, address -> {
            PageSourceException refusal = catchThrowableOfType(
                    PageSourceException.class, () -> source.unmap(address + 16, source.pageBytes()));
            assertThat(refusal.call()).startsWith("munmap");
            assertThat(refusal.errno()).isEqualTo(EINVAL);
            assertThat(refusal).hasMessageContaining("EINVAL (22)");
        });
    }

    @Test
    void adviseReservation_anUnalignedAddress_isAWishOnly() {
        withPages(2, address -> {
            write(address, 2);
            source.adviseReservation(address + 16, source.pageBytes(), HugePages.NEVER);
            assertThat(NativeMemory.getLong(address)).isEqualTo(address);
        });
    }

    @ParameterizedTest
    @CsvSource({"NEVER, nh", "MADVISE, hg", "ALWAYS, hg"})
    void adviseReservation_aboutHugePages_isInTheFlagsOfTheMapping(HugePages hugePages, String flag) throws Exception {
        assumeTrue(Files.exists(Path.of("/sys/kernel/mm/transparent_hugepage/enabled")));
        long bytes = 64L * source.pageBytes();
        long address = source.map(bytes);
        try {
            source.adviseReservation(address, bytes, hugePages);
            assertThat(mappingOf(address)).containsPattern("VmFlags:.* " + flag + "( |$)");
        } finally {
            source.unmap(address, bytes);
        }
    }

    @Test
    void adviseReservation_alwaysHugeAndUnaligned_isRefused() {
        withPages(
                2,
                address -> assertThatExceptionOfType(PageSourceException.class)
                        .isThrownBy(
                                () -> source.adviseReservation(address + 16, source.pageBytes(), HugePages.ALWAYS)));
    }

    /// What is done with a mapping.
    @FunctionalInterface
    private interface Use {
        void of(long address);
    }

    private void withPages(int pages, Use use) {
        long address = source.map((long) pages * source.pageBytes());
        try {
            use.of(address);
        } finally {
            source.unmap(address, (long) pages * source.pageBytes());
        }
    }

    /// Writes each page's own address into it.
    private void write(long address, int pages) {
        for (int page = 0; page < pages; page++) {
            long at = address + (long) page * source.pageBytes();
            NativeMemory.setLong(at, at);
        }
    }

    private static long residentKib(long address) throws Exception {
        String entry = mappingOf(address);
        assertThat(entry).contains("Rss:");
        return Long.parseLong(entry.replaceAll("(?s).*\\nRss:\\s+(\\d+) kB.*", "$1"));
    }

    /// The entry of `/proc/self/smaps` that holds the address, empty when there is none.
    private static String mappingOf(long address) throws Exception {
        String smaps = Files.readString(Path.of("/proc/self/smaps"), StandardCharsets.UTF_8);
        for (String entry : smaps.split("\\n(?=[0-9a-f]+-[0-9a-f]+ )", -1)) {
            String[] range = entry.substring(0, entry.indexOf(' ')).split("-", -1);
            if (Long.compareUnsigned(Long.parseUnsignedLong(range[0], 16), address) <= 0
                    && Long.compareUnsigned(address, Long.parseUnsignedLong(range[1], 16)) < 0) {
                return entry;
            }
        }
        return "";
    }
}
