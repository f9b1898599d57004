package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// One thread whose memory changes its use: it fills some bytes with blocks of 48 bytes, frees nine of ten, is silent
/// for two seconds, and then fills other bytes with blocks of 320 bytes. One operation is one allocation.
///
/// @param way how the nine of ten are chosen
/// @param firstMebibytes bytes in the small blocks, in MiB
/// @param secondMebibytes bytes in the large ones, in MiB
/// @param seed of the generator, as an unsigned 32-bit number
public record PhaseChange(Way way, int firstMebibytes, int secondMebibytes, long seed) implements Workload {
    /// The name on the command line.
    public static final String NAME = "phase-change";

    /// The arguments, in order.
    public static final List<String> ARGUMENTS = List.of("CASE", "MIB", "NEXT_MIB", "SEED");

    static final int FIRST_BLOCK_BYTES = 48;
    static final int SECOND_BLOCK_BYTES = 320;

    private static final int MOST_MEBIBYTES = 1 << 14;
    private static final int MEBIBYTE_SHIFT = 20;

    /// Which blocks are freed.
    public enum Way {
        /// All of nine in ten random stretches of 64 KiB of addresses.
        RUNS,
        /// Nine of ten random blocks.
        RANDOM;

        private static Way of(String word) {
            return Arrays.stream(values())
                    .filter(way -> way.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> InvalidArgument.of("CASE", "runs or random", word));
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Makes one from its words.
    public static PhaseChange of(List<String> words) {
        Arguments arguments = new Arguments(NAME, ARGUMENTS, words);
        return new PhaseChange(
                Way.of(arguments.word(0)),
                arguments.wholeInt(1, 1, MOST_MEBIBYTES),
                arguments.wholeInt(2, 1, MOST_MEBIBYTES),
                arguments.seed(3));
    }

    /// Returns the arguments that stand for those not given on the command line.
    public static List<String> defaultWords() {
        return List.of("runs", "512", "400", "42");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> words() {
        return List.of(
                way.word(), Integer.toString(firstMebibytes), Integer.toString(secondMebibytes), Long.toString(seed));
    }

    @Override
    public Map<String, Number> arguments() {
        Map<String, Number> arguments = new LinkedHashMap<>();
        arguments.put("freedRunBytes", way == Way.RUNS ? 1 << 16 : FIRST_BLOCK_BYTES);
        arguments.put("mebibytes", firstMebibytes);
        arguments.put("nextMebibytes", secondMebibytes);
        arguments.put("seed", seed);
        return arguments;
    }

    /// The survivors are copied once.
    @Override
    public long javaHeapBytes() {
        return ((long) firstBlocks() + firstBlocks() / 5 + secondBlocks()) * Long.BYTES;
    }

    @Override
    public String javaHeapArgument() {
        return "MIB and NEXT_MIB";
    }

    @Override
    public List<String> jvmArguments() {
        return JavaHeap.fixed(javaHeapBytes());
    }

    @Override
    public Duration expectedTime() {
        return PhaseChangeRun.SILENCE.multipliedBy(PhaseChangeRun.SILENCES);
    }

    @Override
    public Outcome run(Allocator allocator, ThreadKind threads, Duration warmUp, MeasuredTime measuredTime)
            throws InterruptedException {
        return new PhaseChangeRun(this, allocator).run(threads, warmUp, measuredTime);
    }

    int firstBlocks() {
        return (int) (((long) firstMebibytes << MEBIBYTE_SHIFT) / FIRST_BLOCK_BYTES);
    }

    int secondBlocks() {
        return (int) (((long) secondMebibytes << MEBIBYTE_SHIFT) / SECOND_BLOCK_BYTES);
    }
}
