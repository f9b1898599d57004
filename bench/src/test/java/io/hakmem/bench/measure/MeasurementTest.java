package io.hakmem.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.Stats;
import io.hakmem.bench.allocator.Allocator;
import io.hakmem.bench.allocator.AllocatorKind;
import io.hakmem.bench.workload.Burst;
import io.hakmem.bench.workload.RandomMixed;
import io.hakmem.bench.workload.ThreadKind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class MeasurementTest {
    private static final RandomMixed JOB = new RandomMixed(10_000, 64, 42, 1);

    /// Long enough for one pass of warm-up, which must not be counted.
    private static final Duration WARM_UP = Duration.ofMillis(1);

    @Test
    void run_allocatorWithStats_takesDifferencesOverTheMeasuredTime() throws InterruptedException {
        CountingAllocator allocator = new CountingAllocator(0);

        Run run = new Measurement("counting", allocator, ThreadKind.PLATFORM, RunMode.RATE, true).run(JOB, WARM_UP);

        assertThat(run.frees().local()).isEqualTo(run.harnessFrees());
        assertThat(run.stages().leased().hits()).isEqualTo(run.harnessFrees());
        assertThat(run.stages().partial().hits()).isZero();
        assertThat(run.superSlabs().acquired()).isGreaterThan(run.harnessFrees());
        assertThat(run.afterFree().liveBytes()).isZero();
        assertThat(run.memory().liveBytes()).isPositive();
        assertThat(run.sizeClasses()).hasSize(1);
        assertThat(run.notes()).isEmpty();
    }

    @Test
    void run_allocatorWithStats_samplesBothEndsOfTheMeasuredTime() throws InterruptedException {
        Run run = new Measurement("counting", new CountingAllocator(0), ThreadKind.PLATFORM, RunMode.RATE, false)
                .run(JOB, WARM_UP);

        assertThat(run.samples()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(run.samples().getFirst().atSeconds()).isLessThan(0.5);
        assertThat(run.memory().residentBytes())
                .isEqualTo(run.samples().getLast().residentBytes());
        assertThat(run.sizeClasses()).isNull();
    }

    @Test
    void run_allocatorThatCountsWrong_saysSo() throws InterruptedException {
        Run run = new Measurement("counting", new CountingAllocator(1), ThreadKind.PLATFORM, RunMode.RATE, false)
                .run(JOB, WARM_UP);

        assertThat(run.notes())
                .containsExactly("The allocator counted " + (run.harnessFrees() + 1) + " frees, the workload "
                        + run.harnessFrees() + ".");
    }

    @Test
    void run_allocatorWithoutStats_leavesItsFiguresUnknown() throws InterruptedException {
        Run run = new Measurement("null", AllocatorKind.NULL.open(), ThreadKind.PLATFORM, RunMode.RATE, true)
                .run(JOB, Duration.ZERO);

        assertThat(run.operations()).isEqualTo(10_000);
        assertThat(run.mapping().base()).isNull();
        assertThat(run.stages().newSuperSlab().misses()).isNull();
        assertThat(run.frees().local()).isNull();
        assertThat(run.samples()).isEmpty();
        assertThat(run.memory().residentBytes()).isNull();
        assertThat(run.afterFree().liveBytes()).isNull();
        assertThat(run.sizeClasses()).isNull();
    }

    @Test
    void run_workloadThatWatches_looksAtOnceAndEachTenthOfASecond() throws InterruptedException {
        Burst job = new Burst(1, 1, Duration.ofMillis(200), 42);

        List<Run.Look> looks = silence(new CountingAllocator(0), job);

        assertThat(looks).hasSizeBetween(2, 3);
        assertThat(looks.getLast().atSeconds() - looks.getFirst().atSeconds()).isGreaterThan(0.09);
        assertThat(looks.getFirst().pageBytes()).isPositive();
        assertThat(looks.getFirst().allocatorLiveBytes()).isPositive();
    }

    @Test
    void run_allocatorWithoutStatsThatIsWatched_isLookedAtAsTheProcess() throws InterruptedException {
        Burst job = new Burst(1, 1, Duration.ofMillis(1), 42);

        Run.Look look = silence(AllocatorKind.NULL.open(), job).getFirst();

        assertThat(look.residentBytes()).isNotNull().isLessThan(1L << 30);
        assertThat(look.committedBytes()).isNull();
    }

    private static List<Run.Look> silence(Allocator allocator, Burst job) throws InterruptedException {
        return new Measurement("any", allocator, ThreadKind.PLATFORM, RunMode.RATE, false)
                .run(job, Duration.ZERO).looks().stream()
                        .filter(look -> look.moment().equals(Burst.SILENCE))
                        .toList();
    }

    /// Counts frees as leased hits, local frees and acquired SuperSlabs, and can miscount between two readings.
    private static final class CountingAllocator implements Allocator {
        private final Allocator blocks = AllocatorKind.NULL.open();
        private final AtomicLong allocations = new AtomicLong();
        private final AtomicLong frees = new AtomicLong();
        private final long miscountPerLiveHeap;

        CountingAllocator(long miscountPerLiveHeap) {
            this.miscountPerLiveHeap = miscountPerLiveHeap;
        }

        @Override
        public long allocate(long bytes) {
            allocations.incrementAndGet();
            return blocks.allocate(bytes);
        }

        @Override
        public long allocateZeroed(long bytes) {
            return allocate(bytes);
        }

        @Override
        public long reallocate(long address, long bytes) {
            free(address);
            return allocate(bytes);
        }

        @Override
        public void free(long address) {
            frees.incrementAndGet();
        }

        @Override
        public boolean overlaps() {
            return true;
        }

        @Override
        public Stats stats() {
            long freed = frees.get();
            long live = allocations.get() - freed;
            long local = freed + (live > 0 ? miscountPerLiveHeap : 0);
            return new Stats(
                    new Stats.Mapping(4_096, 4_096, 1),
                    new Stats.Memory(live, 0, 0, 0, 0, 0, 0),
                    new Stats.Limits(0, 0, 0, 0, 0, 0),
                    new Stats.SuperSlabs(freed, 0, 0, 0, 0),
                    List.of(new Stats.Stage("leased", freed, 0)),
                    1,
                    new Stats.Slabs(0, 0, 0),
                    new Stats.Frees(local, 0, 0),
                    new Stats.OsCalls(0, 0, 0),
                    new Stats.Cache(0, 0, 0, 0),
                    new Stats.Locks(0, 0, 0, 0),
                    List.of(new Stats.SizeClass(16, 1, live, 0, 0, 0, 0, 0)),
                    List.of());
        }
    }
}
