package io.hakmem.failing;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.Hakmem;
import io.hakmem.HeapValidator;
import io.hakmem.memory.NativeMemory;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/// Everything that the callers of an allocator hold: it makes the calls, and knows after each of them, failed or not,
/// which blocks are live and what is in them. A call that threw has done nothing: what it was to allocate is not live,
/// what it was to free still is, what it was to resize is as it was.
///
/// One thread at a time.
final class Ledger {
    private static final int DENSE_BYTES = 1024;
    private static final int TOUCHES = 16;
    private static final int FAILURES_PER_CHECK = 64;
    private static final int PAGE_BYTES = 4096;

    private final Hakmem hakmem;
    private final TreeMap<Long, Block> blocks = new TreeMap<>();
    private final BitSet writtenPages = new BitSet();
    private final long base;
    private Attack attack;
    private long calls;
    private long failures;
    private long seed;

    /// A live block, and what its contents are made of.
    private record Block(long bytes, long seed) {}

    Ledger(Hakmem hakmem, Attack attack) {
        this.hakmem = hakmem;
        this.base = hakmem.stats().mapping().base();
        this.attack = attack;
    }

    /// Allocates a block, fills it, and returns its address; 0 when the call threw something that was expected.
    long allocate(long bytes) {
        return allocated("allocate", () -> hakmem.allocate(bytes));
    }

    /// As [#allocate], aligned.
    long allocate(long bytes, long alignment) {
        long address = allocated("aligned", () -> hakmem.allocate(bytes, alignment));
        assertThat(address % alignment).as("alignment").isZero();
        return address;
    }

    /// As [#allocate], zeroed.
    long allocateZeroed(long bytes) {
        long[] address = new long[1];
        if (!succeeds("zeroed", () -> address[0] = hakmem.allocateZeroed(bytes))) {
            return 0;
        }
        visitWords(hakmem.usableSize(address[0]), at -> {
            if (NativeMemory.getLong(address[0] + at) != 0) {
                throw new AssertionError("a zeroed block has other bytes at " + at);
            }
        });
        return added(address[0]);
    }

    private long allocated(String kind, LongSupplier call) {
        long[] address = new long[1];
        return succeeds(kind, () -> address[0] = call.getAsLong()) ? added(address[0]) : 0;
    }

    /// Allocates that many blocks at once, or none.
    List<Long> allocateBatch(int count, long bytes) {
        long[] addresses = new long[count + 2];
        boolean allocated = succeeds("batch", () -> hakmem.allocateBatch(bytes, addresses, 1, count));
        List<Long> batch = new ArrayList<>();
        for (int index = 0; index < addresses.length; index++) {
            boolean wanted = allocated && index > 0 && index <= count;
            if (wanted) {
                batch.add(added(addresses[index]));
            }
            assertThat(addresses[index] != 0)
                    .as("element %d has a block", index)
                    .isEqualTo(wanted);
        }
        return batch;
    }

    /// Resizes the block at the address if one is live there, and returns where it is now.
    long reallocate(long address, long bytes) {
        Block block = blocks.get(address);
        if (block == null) {
            return address;
        }
        checkContents(address, block);
        long[] moved = new long[1];
        if (!succeeds("reallocate", () -> moved[0] = hakmem.reallocate(address, bytes))) {
            return address;
        }
        blocks.remove(address);
        checkContents(moved[0], new Block(Math.min(block.bytes, bytes), block.seed), block.bytes);
        return added(moved[0]);
    }

    /// Frees the block at the address if one is live there, after a look at what is in it.
    void free(long address) {
        freed("free", address, () -> hakmem.free(address));
    }

    /// As [#free], by its size.
    void freeSized(long address) {
        Block block = blocks.get(address);
        freed("sized free", address, () -> hakmem.free(address, block == null ? 0 : block.bytes));
    }

    private void freed(String kind, long address, Runnable call) {
        Block block = blocks.get(address);
        if (block != null) {
            checkContents(address, block);
            if (succeeds(kind, call)) {
                blocks.remove(address);
            }
        }
    }

    /// Frees those blocks at once that are live.
    void freeBatch(List<Long> addresses) {
        List<Long> live =
                addresses.stream().filter(blocks::containsKey).distinct().toList();
        live.forEach(address -> checkContents(address, block(address)));
        long[] array = live.stream().mapToLong(Long::longValue).toArray();
        if (succeeds("batch of frees", () -> hakmem.freeBatch(array, 0, array.length))) {
            live.forEach(blocks::remove);
        }
    }

    void trim() {
        succeeds("trim", hakmem::trim);
    }

    void flush() {
        succeeds("flush", hakmem::flush);
    }

    private Block block(long address) {
        Block block = blocks.get(address);
        if (block == null) {
            throw new IllegalArgumentException("no block is live at " + address);
        }
        return block;
    }

    private long added(long address) {
        Block block = new Block(hakmem.usableSize(address), ++seed * 0x9e3779b97f4a7c15L);
        Map.Entry<Long, Block> below = blocks.floorEntry(address + block.bytes - 1);
        if (below != null && below.getKey() + below.getValue().bytes > address) {
            throw new AssertionError("I6: a block of " + block.bytes + " bytes at " + address + " overlaps one of "
                    + below.getValue().bytes + " at " + below.getKey());
        }
        blocks.put(address, block);
        visitWords(block.bytes, at -> {
            NativeMemory.setLong(address + at, block.seed + at);
            writtenPages.set(pageAt(address + at));
        });
        return address;
    }

    /// Whether the call got through, perhaps at last.
    private boolean succeeds(String kind, Runnable call) {
        boolean succeeded;
        boolean again;
        do {
            calls++;
            Throwable failure = null;
            attack.begin(kind);
            try {
                attack.run(call);
            } catch (Throwable e) {
                failure = e;
            }
            succeeded = failure == null;
            again = attack.endAndRepeat(succeeded);
            if (failure != null) {
                expected(failure);
            }
        } while (again);
        return succeeded;
    }

    private void expected(Throwable failure) {
        if (!attack.expects(failure)) {
            throw new AssertionError("call " + calls + " threw what it may not throw: " + failure, failure);
        }
        if (++failures % FAILURES_PER_CHECK == 0) {
            check();
        }
    }

    // ---- what must hold, at rest ----

    /// The invariants hold, and just what callers hold is live, with its contents.
    void check() {
        assertThat(violations())
                .as("violated invariants")
                .allMatch(violation -> attack.losesHints() && violation.startsWith("I3"));
        assertThat(HeapValidator.liveBlocks(hakmem))
                .as("live = allocated − freed")
                .isEqualTo(blocks.keySet());
        blocks.forEach(Ledger::checkContents);
    }

    /// Ends the attack. As [#check]; then allocation works, everything can be freed, and all memory comes back.
    ///
    /// @param largestBytes length of a block that takes all of the reservation
    void recover(long largestBytes) {
        check();
        attack = Attack.NONE;
        allocate(100);
        allocate(100_000);
        new ArrayList<>(blocks.keySet()).forEach(this::free);
        trim();
        assertThat(hakmem.stats().memory().committedBytes())
                .as("committed bytes")
                .isZero();
        assertThat(hakmem.stats().superSlabs().active()).as("active SuperSlabs").isZero();
        free(allocate(largestBytes));
        check();
    }

    private List<String> violations() {
        return HeapValidator.violations(hakmem, address -> writtenPages.get(pageAt(address)));
    }

    private int pageAt(long address) {
        return (int) ((address - base) / PAGE_BYTES);
    }

    private static void checkContents(long address, Block block) {
        checkContents(address, block, block.bytes);
    }

    /// @param bytesBefore length of the block when it was filled
    private static void checkContents(long address, Block block, long bytesBefore) {
        visitWords(bytesBefore, at -> {
            if (at + Long.BYTES <= block.bytes && NativeMemory.getLong(address + at) != block.seed + at) {
                throw new AssertionError("the contents of the block at " + address + " have changed at byte " + at);
            }
        });
    }

    private static void visitWords(long bytes, LongConsumer visitor) {
        long step = bytes <= DENSE_BYTES ? Long.BYTES : Math.max(PAGE_BYTES, bytes / TOUCHES & -PAGE_BYTES);
        for (long at = 0; at < bytes; at += step) {
            visitor.accept(at);
        }
        visitor.accept(bytes - Long.BYTES);
    }
}
