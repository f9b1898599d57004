package io.hakmem.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a process may use, by control groups made of plain files.
class MachineMemoryTest {
    private static final long MEBIBYTE = 1 << 20;
    private static final long PHYSICAL = 16_384 * MEBIBYTE;

    private final Path folder;

    MachineMemoryTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private MachineMemory memory() {
        return new MachineMemory(folder.resolve("self"), folder.resolve("groups"), PHYSICAL);
    }

    private void file(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(folder.resolve(path.substring(0, path.lastIndexOf('/'))));
        Files.writeString(file, text);
    }

    @Test
    void version2_nested_theSmallestOnTheWayUpWins() throws IOException {
        file("self/cgroup", "0::/a/b/c\n");
        file("groups/a/b/c/memory.max", "max\n");
        file("groups/a/b/memory.max", "1073741824\n");
        file("groups/a/memory.max", "2147483648\n");
        file("groups/other/memory.max", "4096\n");
        assertThat(memory().bytes()).isEqualTo(1024 * MEBIBYTE);
        file("groups/memory.max", "536870912\n");
        assertThat(memory().bytes()).isEqualTo(512 * MEBIBYTE);
    }

    @Test
    void version1_ofMemoryAlone_isRead() throws IOException {
        file("self/cgroup", "12:cpu,cpuacct:/x\n9:hugetlb,memory:/a/b\n0::/\n");
        file("groups/memory/a/memory.limit_in_bytes", "1073741824\n");
        file("groups/memory/memory.limit_in_bytes", "9223372036854771712\n");
        file("groups/cpu/x/memory.limit_in_bytes", "4096\n");
        assertThat(memory().bytes()).isEqualTo(1024 * MEBIBYTE);
    }

    @Test
    void group_outsideOfTheNamespace_isNotLookedFor() throws IOException {
        file("self/cgroup", "0::/../../outside\n");
        file("groups/memory.max", "1073741824\n");
        file("outside/memory.max", "4096\n");
        assertThat(memory().bytes()).isEqualTo(1024 * MEBIBYTE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "max", "-1", "0", "some", "18446744073709551616", "1e9", "99999999999999999"})
    void limit_thatIsNone_leavesThePhysicalMemory(String text) throws IOException {
        file("self/cgroup", "0::/a\n");
        file("groups/a/memory.max", text);
        assertThat(memory().bytes()).isEqualTo(PHYSICAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "::", "0::", "garbage\n\n1:2", "0::/\0", "x:memory"})
    void listOfGroups_thatMakesNoSense_leavesThePhysicalMemory(String text) throws IOException {
        file("self/cgroup", text);
        assertThat(memory().bytes()).isEqualTo(PHYSICAL);
    }

    @Test
    void budget_leavesTheJavaHeapAndAMargin() {
        assertThat(memory().bytes()).isEqualTo(PHYSICAL);
        assertThat(memory().budgetBytes(4096 * MEBIBYTE)).isEqualTo(PHYSICAL - 4096 * MEBIBYTE - PHYSICAL / 16);
        assertThat(memory().budgetBytes(PHYSICAL)).isEqualTo(64 * MEBIBYTE);
        assertThat(memory().budgetBytes(Long.MAX_VALUE)).isEqualTo(64 * MEBIBYTE);
    }

    @Test
    void budget_ofASmallGroup_leavesTheLeastMargin() throws IOException {
        file("self/cgroup", "0::/\n");
        file("groups/memory.max", String.valueOf(512 * MEBIBYTE));
        assertThat(memory().budgetBytes(128 * MEBIBYTE)).isEqualTo((512 - 128 - 64) * MEBIBYTE);
    }

    @Test
    void budget_nothingKnown_isUnlimited() {
        MachineMemory unknown = new MachineMemory(folder, folder, 0);
        assertThat(unknown.budgetBytes(MEBIBYTE)).isEqualTo(Long.MAX_VALUE);
    }
}
