package io.hakmem;

import io.hakmem.heap.Heaps;
import io.hakmem.os.FakePageSource;
import io.hakmem.os.PageSource;
import io.hakmem.pool.CacheLimits;
import io.hakmem.pool.MemoryLimits;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A JUnit extension: an allocator of its own for each test, on a fake page source and a fake clock, walked by the
/// validator afterwards.
public final class TestHakmem implements BeforeEachCallback, AfterEachCallback {
    private static final long RESERVATION_BYTES = 1L << 30;

    private final Options options;
    private FakePageSource source = new FakePageSource();
    private FakeClock clock = new FakeClock();
    private Hakmem hakmem = new Hakmem(source, optionsOf(true), clock);

    private TestHakmem(Options options) {
        this.options = options;
    }

    /// With the level `checked`.
    public static TestHakmem checked() {
        return new TestHakmem(optionsOf(true));
    }

    /// With the level `fast`.
    public static TestHakmem fast() {
        return new TestHakmem(optionsOf(false));
    }

    /// With other options.
    static TestHakmem with(Options options) {
        return new TestHakmem(options);
    }

    /// An allocator that no extension looks after.
    public static Hakmem allocator(
            PageSource source,
            boolean checked,
            int superSlabBytes,
            long reservationBytes,
            CacheLimits cache,
            LongSupplier nanoClock) {
        return allocator(source, checked, superSlabBytes, reservationBytes, cache, Long.MAX_VALUE, 0, nanoClock);
    }

    /// An allocator with a budget that no extension looks after.
    public static Hakmem allocator(
            PageSource source,
            boolean checked,
            int superSlabBytes,
            long reservationBytes,
            CacheLimits cache,
            long limitBytes,
            long coalesceFromBytes,
            LongSupplier nanoClock) {
        Options options = options()
                .checking(level(checked))
                .superSlabBytes(superSlabBytes)
                .reservationBytes(reservationBytes)
                .cacheCount(cache.count())
                .cacheBytes(cache.bytes())
                .coalesceFromBytes(coalesceFromBytes)
                .cacheTtlMillis(TimeUnit.NANOSECONDS.toMillis(cache.ttlNanos()))
                .build();
        return new Hakmem(source, options, new MemoryLimits(limitBytes, 0), null, nanoClock);
    }

    /// Number of heaps that an allocator ever made.
    public static int heaps(Hakmem hakmem) {
        return hakmem.heaps().count();
    }

    /// All heaps of an allocator.
    public static Heaps heapsOf(Hakmem hakmem) {
        return hakmem.heaps();
    }

    /// To begin with: 1 GiB, and nothing happens but by calls.
    static Options.Builder options() {
        return Options.builder().reservationBytes(RESERVATION_BYTES).maintenance(false);
    }

    private static Options optionsOf(boolean checked) {
        return options().checking(level(checked)).build();
    }

    private static Options.Checking level(boolean checked) {
        return checked ? Options.Checking.CHECKED : Options.Checking.FAST;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        source.close();
        source = new FakePageSource();
        clock = new FakeClock();
        hakmem = new Hakmem(source, options, clock);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        try {
            HeapValidator.assertValid(hakmem);
        } finally {
            source.close();
        }
    }

    public Hakmem hakmem() {
        return hakmem;
    }

    public Heaps heaps() {
        return hakmem.heaps();
    }

    public FakePageSource source() {
        return source;
    }

    public FakeClock clock() {
        return clock;
    }

    /// Hits of a stage so far.
    public long hits(String stage) {
        return hits(hakmem, stage);
    }

    /// Hits of a stage of an allocator so far.
    static long hits(Hakmem hakmem, String stage) {
        return stage(hakmem, stage).hits();
    }

    private static Stats.Stage stage(Hakmem hakmem, String name) {
        List<Stats.Stage> found = hakmem.stats().stages().stream()
                .filter(stage -> stage.name().equals(name))
                .toList();
        return found.get(0);
    }

    /// Runs `body` in a new platform thread and waits for its end.
    public static void inThread(Runnable body) {
        run(Thread.ofPlatform().unstarted(body));
    }

    /// Runs `body` in a new virtual thread and waits for its end.
    public static void inVirtualThread(Runnable body) {
        run(Thread.ofVirtual().unstarted(body));
    }

    private static void run(Thread thread) {
        Throwable[] thrown = new Throwable[1];
        thread.setUncaughtExceptionHandler((ignored, e) -> thrown[0] = e);
        thread.start();
        join(thread);
        if (thrown[0] != null) {
            throw new AssertionError("the thread failed", thrown[0]);
        }
    }

    /// Waits for the end of a thread.
    public static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
