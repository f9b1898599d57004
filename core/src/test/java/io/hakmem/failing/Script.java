package io.hakmem.failing;

import io.hakmem.FakeClock;
import io.hakmem.Hakmem;
import io.hakmem.LivingThread;
import io.hakmem.TestHakmem;
import io.hakmem.heap.TakenProcessorHeaps;
import io.hakmem.os.FakePageSource;
import io.hakmem.pool.CacheLimits;
import java.util.ArrayList;
import java.util.List;

/// A tour of every slow path on a small reservation: the same calls each time, one thread at a time, so that the n-th
/// step of one run is the n-th of the next.
final class Script implements AutoCloseable {
    private static final int MEBIBYTE = 1 << 20;
    private static final int KIBIBYTE = 1 << 10;
    private static final long RESERVATION_BYTES = 64L * MEBIBYTE;

    /// The longest block that finds room when nothing else is live.
    static final long LARGEST_BYTES = RESERVATION_BYTES - 2 * MEBIBYTE;

    private static final int[] SIZES = {16, 100, 1024, 8192};
    private static final CacheLimits CACHE = new CacheLimits(36, 36L * MEBIBYTE, 60_000_000_000L);

    private final FakePageSource source = new FakePageSource();
    private final FakeClock clock = new FakeClock();
    private final Hakmem hakmem;
    private final Ledger ledger;

    /// An allocator for the script.
    Script(Attack attack) {
        hakmem = allocator(source, clock);
        ledger = new Ledger(hakmem, attack);
        source.processor(0);
    }

    /// An allocator as the script's.
    static Hakmem allocator(FakePageSource source, FakeClock clock) {
        return TestHakmem.allocator(source, true, MEBIBYTE, RESERVATION_BYTES, CACHE, clock);
    }

    FakePageSource source() {
        return source;
    }

    Hakmem hakmem() {
        return hakmem;
    }

    Ledger ledger() {
        return ledger;
    }

    @Override
    public void close() {
        source.close();
    }

    /// Makes all calls under attack, ends it, and checks what must hold.
    static void runUnder(Attack attack) {
        try (Script script = new Script(attack)) {
            script.run();
            script.ledger.recover(LARGEST_BYTES);
        }
    }

    /// Makes all calls; some blocks are live at the end.
    void run() {
        smallBlocks();
        alignedZeroedAndResized();
        batches();
        remoteFrees();
        deadThreads();
        virtualThreads();
        slabsOfOneClassReusedByAnother();
        runsOfPages();
        runsResized();
        runsOfSuperSlabs();
        cacheFillsAndExpires();
        trimOfSlabsInUse();
        endOfTheReservation();
        ledger.trim();
    }

    private List<Long> allocate(int count, long bytes) {
        List<Long> blocks = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            blocks.add(ledger.allocate(bytes));
        }
        return blocks;
    }

    private void free(List<Long> blocks) {
        blocks.forEach(ledger::free);
    }

    private static <T> List<T> everySecond(List<T> all) {
        List<T> some = new ArrayList<>();
        for (int index = 0; index < all.size(); index += 2) {
            some.add(all.get(index));
        }
        return some;
    }

    private void smallBlocks() {
        for (int bytes : SIZES) {
            free(everySecond(allocate(40, bytes)));
        }
    }

    private void alignedZeroedAndResized() {
        ledger.freeSized(ledger.allocate(100, 256));
        ledger.free(ledger.allocate(100, 8192));
        ledger.freeSized(ledger.allocate(20_000, 16_384));
        ledger.free(ledger.allocate(100_000, 2 * MEBIBYTE));
        ledger.freeSized(ledger.allocateZeroed(200));
        ledger.free(ledger.allocateZeroed(200)); // out of the bin this time
        ledger.free(ledger.allocateZeroed(40_000));
        ledger.free(ledger.allocateZeroed(200_000));
        long block = ledger.allocate(10);
        for (int bytes : new int[] {20, 300, 5000, 40_000, 300, 100}) {
            block = ledger.reallocate(block, bytes);
        }
    }

    private void batches() {
        List<Long> small = ledger.allocateBatch(200, 200);
        List<Long> runs = ledger.allocateBatch(6, 30_000);
        ledger.freeBatch(everySecond(small));
        runs.addAll(everySecond(small));
        runs.addAll(small);
        ledger.freeBatch(runs);
        ledger.allocateBatch(100, 2 * MEBIBYTE);
        TestHakmem.inVirtualThread(() -> ledger.freeBatch(ledger.allocateBatch(50, 3000)));
    }

    private void remoteFrees() {
        try (LivingThread owner = new LivingThread()) {
            List<Long> blocks = owner.call(() -> allocate(150, 512));
            free(everySecond(blocks));
            owner.call(() -> allocate(50, 512));
            try (LivingThread freer = new LivingThread()) {
                freer.call(() -> {
                    free(blocks.subList(101, 102));
                    free(blocks.subList(1, 2));
                    return null;
                });
            }
        }
    }

    private void deadThreads() {
        List<Long> blocks = new ArrayList<>();
        TestHakmem.inThread(() -> blocks.addAll(allocate(60, 1500)));
        free(everySecond(blocks));
        TestHakmem.inThread(() -> blocks.addAll(allocate(30, 1500)));
        ledger.free(blocks.get(blocks.size() - 1));
        long block = blocks.get(1);
        TestHakmem.inThread(() -> ledger.reallocate(block, 20_000));
    }

    private void virtualThreads() {
        List<Long> blocks = new ArrayList<>();
        TestHakmem.inVirtualThread(() -> {
            blocks.addAll(allocate(40, 2000));
            free(everySecond(blocks));
        });
        try (TakenProcessorHeaps taken = new TakenProcessorHeaps(TestHakmem.heapsOf(hakmem))) {
            if (taken.count() == 0) {
                throw new AssertionError("a heap of a processor is still taken, though nobody is in it");
            }
            TestHakmem.inVirtualThread(() -> {
                List<Long> more = allocate(10, 2000);
                more.addAll(allocate(10, 20));
                more.addAll(ledger.allocateBatch(10, 20));
                free(everySecond(more));
                ledger.freeBatch(more);
                free(blocks.subList(1, 2));
            });
        }
    }

    private void slabsOfOneClassReusedByAnother() {
        free(allocate(60, 8000));
        free(everySecond(allocate(60, 7000)));
    }

    private void runsOfPages() {
        List<Long> blocks = new ArrayList<>();
        for (int bytes = 40_000; bytes < MEBIBYTE; bytes = bytes * 7 / 3) {
            blocks.addAll(allocate(3, bytes));
        }
        free(everySecond(blocks));
        allocate(2, 100_000);
        ledger.trim();
        allocate(2, 12_000);
        free(blocks);
    }

    private void runsResized() {
        long block = ledger.allocate(16 * KIBIBYTE);
        for (int kibibytes : new int[] {24, 200, 270, 100, 110, 900, 1500, 3000, 2900, 300, 140, 50, 20, 4}) {
            block = ledger.reallocate(block, (long) kibibytes * KIBIBYTE);
        }
        List<Long> neighbours = allocate(4, 80 * KIBIBYTE);
        ledger.reallocate(neighbours.get(0), 150 * KIBIBYTE);
        ledger.reallocate(neighbours.get(2), 10 * KIBIBYTE);
        free(neighbours);
    }

    private void runsOfSuperSlabs() {
        List<Long> blocks = allocate(2, 2 * MEBIBYTE + 70_000);
        blocks.addAll(allocate(1, MEBIBYTE + 1));
        free(everySecond(blocks));
        blocks.add(ledger.allocate(100_000, 4 * MEBIBYTE));
        free(blocks);
        ledger.free(ledger.allocate(40 * MEBIBYTE));
        clock.advanceNanos(1_000_000_000);
        ledger.free(ledger.allocate(2 * MEBIBYTE));
    }

    private void cacheFillsAndExpires() {
        free(allocate(40, MEBIBYTE));
        free(allocate(20, 4096));
        clock.advanceNanos(CACHE.ttlNanos());
        allocate(30, 700);
    }

    private void trimOfSlabsInUse() {
        List<Long> blocks = allocate(40, 6000);
        free(everySecond(blocks));
        free(blocks.subList(1, 10));
        free(allocate(2, MEBIBYTE));
        ledger.trim();
        ledger.trim();
    }

    private void endOfTheReservation() {
        List<Long> blocks = new ArrayList<>();
        for (long bytes = 8L * MEBIBYTE; bytes > 7000; bytes /= 8) {
            for (long address = -1; address != 0; blocks.add(address)) {
                address = ledger.allocate(bytes);
            }
        }
        ledger.allocateBatch(10, 30_000);
        ledger.allocateBatch(500, 300);
        neighbours(blocks.subList(blocks.size() - 14, blocks.size()));
        blocks.set(1, ledger.reallocate(blocks.get(1), 20L * MEBIBYTE));
        free(everySecond(blocks));
        blocks.addAll(allocate(10, 5000));
        free(blocks);
        free(allocate(3, MEBIBYTE));
        ledger.free(ledger.allocate(3L * MEBIBYTE));
    }

    /// Blocks made of three neighbours each, in the room that some blocks leave: there is no other.
    private void neighbours(List<Long> room) {
        free(room);
        List<Long> small = allocate(90, 2000);
        for (int index = 0; index < small.size(); index++) {
            if (index % 8 != 0) {
                free(small.subList(index, index + 1));
            }
        }
        ledger.flush();
        free(allocate(8, 6000));
        small.set(8, ledger.reallocate(small.get(8), 6000));
    }
}
