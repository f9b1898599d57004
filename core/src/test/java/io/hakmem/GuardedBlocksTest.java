package io.hakmem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakmem.memory.NativeMemory;
import io.hakmem.os.PageSource;
import io.hakmem.slab.Reservation;
import java.lang.foreign.ValueLayout;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Blocks before guard pages, of the real system.
class GuardedBlocksTest {
    private final Hakmem hakmem = allocator();

    private static Hakmem allocator() {
        return new Hakmem(
                PageSource.ofThisMachine(),
                Options.builder()
                        .maintenance(false)
                        .checking(Options.Checking.HARDENED)
                        .guardSample(1)
                        .build(),
                System::nanoTime);
    }

    @BeforeEach
    void assumeThatTheSystemHasGuardPages() {
        long pages = hakmem.allocate(1 << 20, 4096);
        boolean hasGuards = hakmem.parts().origin().source().guard(pages, 4096);
        if (hasGuards) {
            hakmem.parts().origin().source().unguard(pages, 4096);
        }
        hakmem.free(pages);
        Assumptions.assumeTrue(hasGuards, "guard pages need Linux 6.13");
    }

    @AfterEach
    void validate() {
        HeapValidator.assertValid(hakmem);
        Reservation reservation = hakmem.parts().reservation();
        PageSource.ofThisMachine().unmap(reservation.mappedBase(), reservation.mappedBytes());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 16, 100, 4096, 4097, 40_000, 1 << 20})
    void block_ofAnyLength_isUsableToItsEndAndFreed(long bytes) {
        long address = hakmem.allocate(bytes);
        NativeMemory.ALL.asSlice(address, bytes).fill((byte) 1);
        assertThat(hakmem.usableSize(address)).isEqualTo(bytes);
        Map<Long, Long> visited = new HashMap<>();
        hakmem.visitBlocks((block, length, mayBeParked) -> visited.put(block, length));
        assertThat(visited).isEqualTo(Map.of(address, bytes));
        long moved = hakmem.reallocate(address, bytes + 100);
        hakmem.free(moved, bytes + 100);
        assertThatThrownBy(() -> hakmem.free(moved)).isInstanceOf(InvalidFreeException.class);
        assertThatThrownBy(() -> hakmem.free(address)).isInstanceOf(InvalidFreeException.class);
        assertThat(hakmem.stats().memory().liveBytes()).isZero();
    }

    @Test
    void write_betweenTheEndAndTheGuard_isToldAtTheFree() {
        long address = hakmem.allocate(9);
        NativeMemory.ALL.set(ValueLayout.JAVA_BYTE, address + 9, (byte) 0);
        assertThatThrownBy(() -> hakmem.free(address)).isInstanceOf(HeapCorruptionException.class);
    }

    @Test
    void write_toTheGuard_endsTheJvm(@TempDir Path folder) throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-CreateCoredumpOnCrash",
                        "-XX:ErrorFile=" + folder.resolve("error.log"),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classPath(),
                        Overflow.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
        assertThat(jvm.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(jvm.exitValue()).isNotZero();
        assertThat(folder.resolve("out"))
                .content()
                .contains("still here", "SIGSEGV")
                .doesNotContain("not ended");
    }

    private static String classPath() throws URISyntaxException {
        return pathOf(Hakmem.class) + System.getProperty("path.separator") + pathOf(GuardedBlocksTest.class);
    }

    private static Path pathOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /// Writes a byte behind a guarded block.
    static final class Overflow {
        private Overflow() {}

        public static void main(String[] arguments) {
            Hakmem hakmem = allocator();
            long address = hakmem.allocate(16);
            NativeMemory.ALL.set(ValueLayout.JAVA_BYTE, address + 15, (byte) 1);
            System.out.println("still here");
            NativeMemory.ALL.set(ValueLayout.JAVA_BYTE, address + 16, (byte) 1);
            System.out.println("not ended");
        }
    }
}
