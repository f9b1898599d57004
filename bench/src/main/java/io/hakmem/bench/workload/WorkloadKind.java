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
    /// See [LarsonSized].
    LARSON_SIZED(
            LarsonSized.NAME,
            Larson.ARGUMENTS,
            Larson::defaultWords,
            LarsonSized::of,
            "larson with frees that tell the size; an allocator without a sized free leaves it unused."),
    /// See [XmallocTest].
    XMALLOC_TEST(
            XmallocTest.NAME,
            XmallocTest.ARGUMENTS,
            XmallocTest::defaultWords,
            XmallocTest::of,
            "WORKERS threads allocate blocks of BYTES bytes (0: of 17 sizes to 2 KiB at random) in batches of 4,096,"
                    + " and as many threads free them. One operation is the free of one of them."),
    /// See [Mstress].
    MSTRESS(
            Mstress.NAME,
            Mstress.ARGUMENTS,
            Mstress::defaultWords,
            Mstress::of,
            "THREADS threads allocate blocks of 8 B to 5 MiB, free some and exchange some, then end, ITERATIONS times;"
                    + " a thread allocates 150 × SCALE blocks or up to eight times as many. Every block is checked. One"
                    + " operation is an allocation."),
    /// See [Rptest].
    RPTEST(
            Rptest.NAME,
            Rptest.ARGUMENTS,
            Rptest::defaultWords,
            Rptest::of,
            "rpmalloc's benchmark: in each of LOOPS loops a thread frees and replaces some of BLOCKS blocks of MIN to"
                + " MAX bytes, up to OPERATIONS at a time, and every CROSS_RATE loops another thread gets as many to"
                + " free; then all meet and begin again. SIZE_MODE 0: uniform sizes, 1 and 2: fewer large ones; MODE"
                + " 1: MIN only. One operation is an allocation or a free."),
    /// See [CacheWrites].
    CACHE_SCRATCH(
            CacheWrites.SCRATCH,
            CacheWrites.ARGUMENTS,
            CacheWrites::defaultWords,
            CacheWrites::scratch,
            "THREADS threads each free a block that the first thread had allocated, then allocate one of BYTES bytes,"
                + " write it REPETITIONS / THREADS times, and free it, ITERATIONS times: slow where they share cache"
                + " lines. One operation is the life of a block."),
    /// See [CacheWrites].
    CACHE_THRASH(
            CacheWrites.THRASH,
            CacheWrites.ARGUMENTS,
            CacheWrites::defaultWords,
            CacheWrites::thrash,
            "As cache-scratch, but no thread has a block of another one to free."),
    /// See [Mleak].
    MLEAK(
            Mleak.NAME,
            Mleak.ARGUMENTS,
            Mleak::defaultWords,
            Mleak::of,
            "In 100 × ITERATIONS rounds ten threads each leave a block in one of 1,000 places, free what was there, and"
                    + " end. One operation is the life of a thread."),
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
    /// See [GlibcSimple].
    GLIBC_SIMPLE(
            GlibcSimple.NAME,
            GlibcSimple.ARGUMENTS,
            GlibcSimple::defaultWords,
            GlibcSimple::of,
            "glibc's malloc benchmark: 25 to 1,600 blocks of BYTES, twice and four times as many are written "
                    + "and freed, half of them in order, half in reverse, ITERATIONS blocks at a time, by one thread, "
                    + "then another, then the first one. One operation is an allocation and its free."),
    /// See [GlibcThread].
    GLIBC_THREAD(
            GlibcThread.NAME,
            GlibcThread.ARGUMENTS,
            GlibcThread::defaultWords,
            GlibcThread::of,
            "glibc's threaded malloc benchmark: for SECONDS each of THREADS threads replaces random blocks "
                    + "among 1,024 of its own, of 4 B to 32 KiB, most of them small, and writes all of each. One "
                    + "operation is a free and an allocation."),
    /// See [Contention].
    CONTENTION(
            Contention.NAME,
            Contention.ARGUMENTS,
            Contention::defaultWords,
            Contention::of,
            "snmalloc's contention benchmark: each of THREADS threads walks along the same SLOTS slots, "
                    + "SWAPS times exchanges the block there for a new one of MIN to MAX bytes, and frees it, which "
                    + "most often another thread allocated. One operation is one exchange."),
    /// See [Sh6bench].
    SH6BENCH(
            Sh6bench.NAME,
            Sh6bench.ARGUMENTS,
            Sh6bench::defaultWords,
            Sh6bench::of,
            "SmartHeap's sh6bench: THREADS threads fill tables of CALLS places with blocks of 1 to 709 "
                    + "bytes, in CALLS rounds, and free four fifths of a full table, partly in order, partly in "
                    + "reverse. One operation is one allocation."),
    /// See [Sh8bench].
    SH8BENCH(
            Sh8bench.NAME,
            Sh8bench.ARGUMENTS,
            Sh8bench::defaultWords,
            Sh8bench::of,
            "SmartHeap's sh8bench: THREADS threads fill tables of BLOCKS places with blocks of 8 B to 165 "
                    + "KiB in ITERATIONS stretches, and free four fifths of a full table; meanwhile they free "
                    + "HANDED_ON blocks of one more thread. One operation is one allocation."),
    /// See [AllocTest].
    ALLOC_TEST(
            AllocTest.NAME,
            AllocTest.ARGUMENTS,
            AllocTest::defaultWords,
            AllocTest::of,
            "OLogN's alloc-test: each of THREADS threads frees or fills one of its share of SLOTS slots, "
                    + "ITERATIONS times, most often a few of them, with blocks of 5 B to 1 KiB, which are written and "
                    + "read as a whole. One operation is an allocation or a free."),
    /// See [MessagePassing].
    MESSAGE_PASSING(
            MessagePassing.NAME,
            MessagePassing.ARGUMENTS,
            MessagePassing::defaultWords,
            MessagePassing::of,
            "snmalloc's message passing: PRODUCERS threads allocate BATCHES batches of 1 to 16 messages each "
                    + "and post them to the queues of CONSUMERS threads, which free them, and of PROXIES threads, "
                    + "which post them on. One operation is one message."),
    /// See [Threadtest].
    THREADTEST(
            Threadtest.NAME,
            Threadtest.ARGUMENTS,
            Threadtest::defaultWords,
            Threadtest::of,
            "Hoard's threadtest: THREADS threads allocate BLOCKS blocks of BYTES, then free them, ROUNDS "
                    + "times, with WORK turns of a loop after each call. One operation is an allocation and its free."),
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
