package io.hakmem;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.os.FakePageSource;
import io.hakmem.os.FakePageSource.Call;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What options do to an allocator.
class OptionEffectsTest {
    private final FakePageSource source = new FakePageSource();

    @AfterEach
    void close() {
        source.close();
    }

    private Hakmem hakmem(UnaryOperator<Options.Builder> change) {
        return new Hakmem(source, change.apply(TestHakmem.options()).build(), new FakeClock());
    }

    private static void allocateAndFree(Hakmem hakmem, int bytes, int count) {
        List<Long> blocks = new ArrayList<>();
        for (int block = 0; block < count; block++) {
            blocks.add(hakmem.allocate(bytes));
        }
        blocks.forEach(hakmem::free);
    }

    /// What waits in the bins of the calling thread after many frees of those sizes.
    private static Stats afterManyFrees(Hakmem hakmem, int... sizes) {
        for (int bytes : sizes) {
            for (int round = 0; round < 4; round++) {
                allocateAndFree(hakmem, bytes, 3000);
            }
        }
        Stats stats = hakmem.stats();
        HeapValidator.assertValid(hakmem);
        return stats;
    }

    private static long mostParkedBlocks(Hakmem hakmem) {
        return afterManyFrees(hakmem, 16).sizeClasses().stream()
                .mapToLong(Stats.SizeClass::parked)
                .max()
                .orElseThrow();
    }

    private static long parkedBytes(Hakmem hakmem) {
        return afterManyFrees(hakmem, 16, 100, 1000, 4096).memory().parkedBytes();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 64})
    void binBlocks_boundWhatABinTakesOfManyFrees(int binBlocks) {
        Hakmem hakmem = hakmem(options -> options.binBlocks(binBlocks));
        allocateAndFree(hakmem, 16, 2000);
        long before = hakmem.stats().frees().local();
        allocateAndFree(hakmem, 16, 2000);
        assertThat(hakmem.stats().frees().local() - before).isEqualTo(binBlocks);
    }

    @Test
    void binBlocks_more_parkMore() {
        long byDefault = mostParkedBlocks(hakmem(options -> options));
        assertThat(mostParkedBlocks(hakmem(options -> options.binBlocks(2)))).isBetween(1L, byDefault - 1);
        assertThat(mostParkedBlocks(hakmem(options -> options.binBlocks(2000)))).isGreaterThan(byDefault);
    }

    @Test
    void binBytes_small_boundWhatIsParked() {
        assertThat(parkedBytes(hakmem(options -> options))).isGreaterThan(64 << 10);
        assertThat(parkedBytes(hakmem(options -> options.binBytes(32 << 10)))).isLessThanOrEqualTo(64 << 10);
    }

    @Test
    void binBytes_none_parkNoMoreThanTheRemoteBuffer() {
        assertThat(parkedBytes(hakmem(options -> options.binBytes(0)))).isLessThanOrEqualTo(64 * 4096);
    }

    @Test
    void hugePages_always_refused_areNoted() {
        source.refuse(Call.ADVISE, 0, 22);
        assertThat(hakmem(options -> options.hugePages(Options.HugePages.ALWAYS))
                        .stats()
                        .notes())
                .anyMatch(note -> note.startsWith("Huge pages were asked for in vain: ") && note.contains("EINVAL"));
    }

    @Test
    void hugePages_refusedOtherwise_areNot() {
        source.refuse(Call.ADVISE, 0, 22);
        assertThat(hakmem(options -> options.hugePages(Options.HugePages.MADVISE))
                        .stats()
                        .notes())
                .noneMatch(note -> note.contains("Huge"));
    }

    @Test
    void statsAtExit_afterATrim_areATable() {
        Hakmem hakmem = hakmem(options -> options.trimAtExit(true).statsAtExit(true));
        long kept = hakmem.allocate(100);
        allocateAndFree(hakmem, 1 << 20, 10);
        StringBuilder out = new StringBuilder();
        new AtExit(
                        hakmem,
                        TestHakmem.options().trimAtExit(true).statsAtExit(true).build(),
                        out)
                .run();
        assertThat(out.toString())
                .startsWith("HAKMEM at exit\n")
                .containsPattern("live +112 ")
                .containsPattern("committed +4,096 ")
                .containsPattern("growth waits +0 ")
                .containsPattern("blocks of +112  live +1 ");
        hakmem.free(kept);
    }

    @Test
    void atExit_withoutStatistics_printsNothing() {
        StringBuilder out = new StringBuilder();
        new AtExit(hakmem(options -> options), TestHakmem.options().build(), out).run();
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void lockStatistics_on_findNoWaitOfOneThread() {
        Hakmem hakmem = hakmem(options -> options.lockStatistics(true));
        allocateAndFree(hakmem, 3 << 20, 3);
        hakmem.trim();
        assertThat(hakmem.stats().locks()).isEqualTo(new Stats.Locks(0, 0, 0, 0));
    }

    @Test
    void topics_ofOptionsAndOfThePool_haveTheSameNames() {
        assertThat(Options.Topic.values())
                .extracting(Options.Topic::name)
                .containsExactlyElementsOf(Arrays.stream(io.hakmem.pool.Topic.values())
                        .map(Enum::name)
                        .toList());
        assertThat(Options.HugePages.values())
                .extracting(Options.HugePages::name)
                .containsExactlyElementsOf(Arrays.stream(io.hakmem.os.HugePages.values())
                        .map(Enum::name)
                        .toList());
    }
}
