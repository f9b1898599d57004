package io.hakmem.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProcessMemoryTest {
    private static final String SMAPS = """
        10000-20000 rw-p 00000000 00:00 0
        Size:                 64 kB
        Rss:                   4 kB
        Pss:                   4 kB
        VmFlags: rd wr mr mw me ac
        20000-30000 rw-p 00000000 00:00 0
        Size:                 64 kB
        Rss:                   8 kB
        fff000-ffffffff ---p 00000000 00:00 0                          [somewhere: else]
        Rss:                  16 kB
        ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0        [vsyscall]
        Rss:                  32 kB
        """;

    @TempDir
    private Path directory = Path.of("");

    private ProcessMemory process = ProcessMemory.ofSelf();

    @BeforeEach
    void writeFiles() throws IOException {
        Files.writeString(directory.resolve("smaps"), SMAPS);
        Files.writeString(directory.resolve("status"), "Name:\tjava\nVmHWM:\t  99 kB\nVmRSS:\t   77 kB\n");
        Files.writeString(directory.resolve("stat"), "11 (a ) name) S 1 2 3 4 -1 4194304 1234 5 6 7\n");
        process = new ProcessMemory(directory);
    }

    @ParameterizedTest
    @CsvSource({
        "0x10000, 0x10000, 4",
        "0x10000, 0x20000, 12",
        "0x1f000, 0x2000, 12",
        "0x20000, 1, 8",
        "0x30000, 0x1000, 0",
        "0x0, 0x7000000000000000, 28"
    })
    void residentBytes_range_sumsTheMappingsThatOverlapIt(String base, String bytes, long kibibytes) {
        assertThat(process.residentBytes(Long.decode(base), Long.decode(bytes))).isEqualTo(kibibytes * 1_024);
    }

    @Test
    void residentBytes_process_readsItsStatus() {
        assertThat(process.residentBytes()).isEqualTo(77 * 1_024);
    }

    @Test
    void minorFaults_nameWithParentheses_readsTheTenthField() {
        assertThat(process.minorFaults()).isEqualTo(1_234);
    }

    @Test
    void residentBytes_noProc_isUnknown() {
        ProcessMemory elsewhere = new ProcessMemory(directory.resolve("missing"));

        assertThat(elsewhere.residentBytes()).isNull();
        assertThat(elsewhere.residentBytes(0, 1)).isNull();
        assertThat(elsewhere.minorFaults()).isNull();
    }
}
