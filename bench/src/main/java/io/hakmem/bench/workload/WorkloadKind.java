package io.hakmem.bench.workload;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// The workloads that can be run, by the names they have on the command line, with what a user has to know of them.
public enum WorkloadKind {
    /// See [Larson].
    LARSON(
            Larson.NAME,
            Larson.ARGUMENTS,
            Larson::defaultWords,
            Larson::of,
            "Larson's server simulation, with the original's arguments: THREADS threads replace random blocks of MIN to"
                    + " MAX - 1 bytes among CHUNKS of their own; after ROUNDS × CHUNKS operations a thread hands its"
                    + " blocks to a new one and ends. One operation is a free and an allocation."),
    /// See [RandomMixed].
    RANDOM_MIXED(
            RandomMixed.NAME,
            RandomMixed.ARGUMENTS,
            RandomMixed::defaultWords,
            RandomMixed::of,
            "One thread frees an occupied slot of WORKING_SET ones, or fills an empty one with a block of 16 to 1,039"
                    + " bytes, at random, OPERATIONS times. One operation is an allocation or a free."),
    /// See [MallocLarge].
    MALLOC_LARGE(
            MallocLarge.NAME,
            MallocLarge.ARGUMENTS,
            MallocLarge::defaultWords,
            MallocLarge::of,
            "One thread replaces one of BLOCKS zeroed blocks of MIN to MAX bytes at a time, OPERATIONS times, and"
                    + " touches every page. One operation is a zeroed allocation and a free. Page faults, live and"
                    + " resident bytes are shown beside the rate."),
    /// See [MediumFragmentation].
    MEDIUM_FRAGMENTATION(
            MediumFragmentation.NAME,
            MediumFragmentation.ARGUMENTS,
            MediumFragmentation::defaultWords,
            MediumFragmentation::of,
            "One thread keeps MIB MiB live in blocks of 8 KiB to 1 MiB, small ones as often as large ones by logarithm,"
                    + " and replaces random ones OPERATIONS times; then it frees all of them and allocates one block of"
                    + " MIB MiB. Committed by live bytes are shown, and whether that block took new address space."),
    /// See [ReallocGrowth].
    REALLOC_GROWTH(
            ReallocGrowth.NAME,
            ReallocGrowth.ARGUMENTS,
            ReallocGrowth::defaultWords,
            ReallocGrowth::of,
            "One thread grows PASSES blocks, one after the other, from 16 bytes to 64 MiB by STEP bytes at a time, or"
                + " to twice the size where STEP is 0. One operation is one reallocation. The bytes that it moved to"
                + " another address are shown beside the rate. An allocator that copies at every step takes minutes"
                + " for that."),
    /// See [Burst].
    BURST(
            Burst.NAME,
            Burst.ARGUMENTS,
            Burst::defaultWords,
            Burst::of,
            "THREADS threads fill MIB MiB with blocks of 16 B to 32 KiB, free all but one random block in each 64 KiB"
                    + " of addresses, and sleep (--threads dead: end). For SECONDS nobody calls the allocator; then"
                    + " another thread frees the rest. Resident memory is shown all the while, and for half as long"
                    + " again."),
    /// See [PhaseChange].
    PHASE_CHANGE(
            PhaseChange.NAME,
            PhaseChange.ARGUMENTS,
            PhaseChange::defaultWords,
            PhaseChange::of,
            "One thread fills MIB MiB with blocks of 48 B, frees nine of ten (CASE runs: in random stretches of 64 KiB"
                    + " of addresses; random: each by itself), is silent for 2 s, and fills NEXT_MIB MiB with blocks of"
                    + " 320 B. Committed and resident by live bytes are shown after each phase."),
    /// See [ThreadParade].
    THREAD_PARADE(
            ThreadParade.NAME,
            ThreadParade.ARGUMENTS,
            ThreadParade::defaultWords,
            ThreadParade::of,
            "THREADS threads one after another: each frees the 10 blocks that the last one left, allocates 100 of 16 B"
                + " to 1 KiB, and frees 90. One operation is the life of a thread. SuperSlabs are shown on the way."),
    /// See [BudgetStorm].
    BUDGET_STORM(
            BudgetStorm.NAME,
            BudgetStorm.ARGUMENTS,
            BudgetStorm::defaultWords,
            BudgetStorm::of,
            "THREADS threads allocate blocks of 16 B to 32 KiB past a limit of LIMIT_MIB MiB (hakmem.limit) for"
                + " SECONDS, and free a random half of theirs when they are refused. Every block is checked. Refusals"
                + " are counted, and those while less than half of the limit was live. LIMIT_MIB 0: what the machine"
                + " or its control group allows."),
    /// See [SqliteRows].
    SQLITE(
            SqliteRows.NAME,
            SqliteRows.ARGUMENTS,
            SqliteRows::defaultWords,
            SqliteRows::of,
            "One thread with a SQLite database in memory inserts ROWS rows in one transaction, looks up a quarter as"
                + " many by an index, sums all up by groups, reads all in the order of their names, and closes it."
                + " SQLite allocates from HAKMEM by callbacks; as ffm:glibc, it keeps its own malloc. Both must give"
                + " the same results.");

    private final String label;

    @SuppressWarnings("ImmutableEnumChecker") // A list of `List.of`.
    private final List<String> arguments;

    @SuppressWarnings("ImmutableEnumChecker") // A method without state.
    private final Supplier<List<String>> defaultWords;

    @SuppressWarnings("ImmutableEnumChecker") // A method without state.
    private final Function<List<String>, Workload> reader;

    private final String description;

    WorkloadKind(
            String label,
            List<String> arguments,
            Supplier<List<String>> defaultWords,
            Function<List<String>, Workload> reader,
            String description) {
        this.label = label;
        this.arguments = arguments;
        this.defaultWords = defaultWords;
        this.reader = reader;
        this.description = description;
    }

    /// Returns the name on the command line and in reports.
    public String label() {
        return label;
    }

    /// Returns the names of the arguments, in order.
    public List<String> arguments() {
        return arguments;
    }

    /// Returns the words of the arguments that the command line leaves out.
    public List<String> defaultWords() {
        return defaultWords.get();
    }

    /// Says what it does, in whole sentences.
    public String description() {
        return description;
    }

    /// Makes a workload from the words of all its arguments.
    ///
    /// @throws InvalidArgument when a word is not what its argument expects
    public Workload workload(List<String> words) {
        return reader.apply(words);
    }

    /// Returns the workload of this name, if there is one.
    public static Optional<WorkloadKind> labelled(String label) {
        return Arrays.stream(values()).filter(kind -> kind.label.equals(label)).findFirst();
    }
}
