package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Hoard's `cache-scratch` and `cache-thrash`: each thread allocates a small block, writes and reads its bytes many
/// times, and frees it, again and again. That is slow where blocks of two threads share a cache line: by chance, which
/// is cache-thrash, or since each thread began with freeing one of neighbouring blocks that the first thread had
/// allocated, which is cache-scratch. One operation is the life of one block.
///
/// The original's last argument, a hint for the scheduler, has no meaning any more.
///
/// @param scratch whether threads begin with a block to free
/// @param threads that share the writes
/// @param iterations blocks of a thread
/// @param bytes of a block
/// @param repetitions how often the bytes of a block are written, divided by the threads
public record CacheWrites(boolean scratch, int threads, int iterations, int bytes, int repetitions)
        implements Workload {
    /// The name of the one on the command line.
    public static final String SCRATCH = "cache-scratch";

    /// The name of the other.
    public static final String THRASH = "cache-thrash";

    /// The arguments, in order.
    public static final List<String> ARGUMENTS = List.of("THREADS", "ITERATIONS", "BYTES", "REPETITIONS");

    private static final int MOST_THREADS = 10_000;

    /// So much of a block may be written with every allocator.
    private static final int MOST_BYTES = 64 << 10;

    /// Makes a cache-scratch from its words.
    public static CacheWrites scratch(List<String> words) {
        return of(true, SCRATCH, words);
    }

    /// Makes a cache-thrash from its words.
    public static CacheWrites thrash(List<String> words) {
        return of(false, THRASH, words);
    }

    private static CacheWrites of(boolean scratch, String name, List<String> words) {
        Arguments arguments = new Arguments(name, ARGUMENTS, words);
        return new CacheWrites(
                scratch,
                arguments.wholeInt(0, 1, MOST_THREADS),
                arguments.wholeInt(1, 1, Integer.MAX_VALUE),
                arguments.wholeInt(2, 1, MOST_BYTES),
                arguments.wholeInt(3, 1, Integer.MAX_VALUE));
    }

    /// Returns the arguments of mimalloc-bench.
    public static List<String> defaultWords() {
        return List.of(Integer.toString(Runtime.getRuntime().availableProcessors()), "1000", "1", "2000000");
    }

    @Override
    public String name() {
        return scratch ? SCRATCH : THRASH;
    }

    @Override
    public Map<String, Number> arguments() {
        Map<String, Number> arguments = new LinkedHashMap<>();
        arguments.put("threads", threads);
        arguments.put("iterations", iterations);
        arguments.put("bytes", bytes);
        arguments.put("repetitions", repetitions);
        return arguments;
    }

    /// Practices with a hundredth of the blocks.
    @Override
    public Outcome run(Allocator allocator, ThreadKind threadKind, Duration warmUp, MeasuredTime measuredTime)
            throws InterruptedException {
        return WholeRuns.run(
                warmUp,
                measuredTime,
                ignored -> new CacheWritesRun(this, allocator, threadKind).run(Math.ceilDiv(iterations, 100), ignored),
                counted -> new CacheWritesRun(this, allocator, threadKind).run(iterations, counted));
    }

    /// How often a thread writes the bytes of a block.
    int repetitionsPerThread() {
        return repetitions / threads;
    }
}
