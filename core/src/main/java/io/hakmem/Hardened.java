package io.hakmem;

import io.hakmem.harden.BlockStates;
import io.hakmem.harden.GuardedRun;
import io.hakmem.harden.Quarantine;
import io.hakmem.heap.Blocks;
import io.hakmem.memory.Pattern;
import io.hakmem.pool.StackRoom;
import io.hakmem.size.SizeClasses;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// The level `hardened`: the same allocator with a canary behind each block, and with freed blocks that are filled and
/// kept for a while, so that wrong writes are found, too.
///
/// What it knows of a block stands beside the blocks ([BlockStates]). A wrong write is told when the block is freed,
/// or, where nobody is to blame just then, to [MisuseReports].
final class Hardened {
    /// Behind each block at least; byte for byte, so that a write behind the end by one byte is found.
    private static final int CANARY_BYTES = 8;

    private static final int LARGEST_NATURAL_ALIGNMENT = 4096;

    /// The first words of a block that went back to its slab are the allocator's.
    private static final int LINK_BYTES = 16;

    private static final byte FREED = (byte) 0xFD;

    private final Hakmem plain;
    private final Parts parts;
    private final BlockStates states;
    private final Quarantine quarantine;
    private final MisuseReports reports;
    private final GuardedBlocks guarded;
    private final byte canary = (byte) ThreadLocalRandom.current().nextInt(0x80, 0xF0);
    private final byte freed;

    /// Where blocks in the quarantine were freed; `null` when that is not wanted.
    private final @Nullable ConcurrentHashMap<Long, Throwable> freedAt;

    /// @param plain the same allocator without this level
    Hardened(Hakmem plain, Options options) {
        this.plain = plain;
        this.parts = plain.parts();
        this.states = new BlockStates(parts.space());
        this.quarantine = parts.quarantine();
        this.reports = parts.misuse();
        this.guarded = new GuardedBlocks(plain, parts.origin().source(), options.guardSample());
        this.freed = options.zeroOnFree() ? 0 : FREED;
        this.freedAt = options.freeStacks() ? new ConcurrentHashMap<>() : null;
    }

    // ---- allocate ----

    long allocate(long bytes) {
        boolean isPower = bytes > 0 && bytes <= LARGEST_NATURAL_ALIGNMENT && Long.bitCount(bytes) == 1;
        return allocate(bytes, isPower ? bytes : SizeClasses.GRANULE_BYTES);
    }

    long allocate(long bytes, long alignment) {
        Requests.checkLength(bytes);
        long sample = guarded.allocate(bytes, Math.max(alignment, SizeClasses.GRANULE_BYTES));
        if (sample != 0) {
            fillBehind(sample, bytes);
            return sample;
        }
        StackRoom.requireForSteps();
        long address = plain.allocate(withCanary(bytes), alignment);
        if (states.get(address) == BlockStates.RELEASED) {
            checkReused(address, plain.usableSize(address));
        }
        return handOutFresh(address, bytes);
    }

    long allocateZeroed(long bytes, long alignment) {
        StackRoom.requireForSteps();
        return handOutFresh(plain.allocateZeroed(withCanary(bytes), alignment), bytes);
    }

    /// Hands out a block that goes back where there is no Java heap for its state.
    private long handOutFresh(long address, long bytes) {
        try {
            handOut(address, bytes, plain.usableSize(address));
            return address;
        } catch (Throwable e) {
            plain.free(address);
            throw e;
        }
    }

    /// More than there can be is refused with its own number.
    private static long withCanary(long bytes) {
        Requests.checkLength(bytes);
        return bytes > Long.MAX_VALUE - CANARY_BYTES ? bytes : bytes + CANARY_BYTES;
    }

    private void checkReused(long address, long usable) {
        long other = Pattern.firstOtherButPages(
                address + LINK_BYTES,
                usable - LINK_BYTES,
                freed,
                parts.reservation().pageBytes());
        if (other >= 0) {
            tellWrite(address, LINK_BYTES + other);
        }
    }

    private void handOut(long address, long bytes, long usable) {
        Pattern.fill(address + bytes, usable - bytes, canary);
        states.set(address, BlockStates.live(usable - bytes));
    }

    private void fillBehind(long sample, long bytes) {
        GuardedRun run = Objects.requireNonNull(guarded.get(sample));
        Pattern.fill(sample + bytes, run.end() - sample - bytes, canary);
    }

    // ---- free ----

    void free(long address) {
        if (address == 0) {
            return;
        }
        StackRoom.requireForSteps();
        GuardedRun run = guarded.get(address);
        if (run != null) {
            free(run);
            return;
        }
        long bytes = askedSize(address);
        long usable = plain.usableSize(address);
        int live = BlockStates.live(usable - bytes);
        if (!states.compareAndSet(address, live, -live)) {
            throw parts.noted(refused(address));
        }
        long overwritten = Pattern.firstOther(address + bytes, usable - bytes, canary);
        Pattern.fill(address, usable, freed);
        keep(address, usable);
        if (overwritten >= 0) {
            throw noted(new HeapCorruptionException(address, bytes, bytes + overwritten));
        }
    }

    private void free(GuardedRun run) {
        long behind = run.address() + run.bytes();
        long overwritten = Pattern.firstOther(behind, run.end() - behind, canary);
        if (!guarded.free(run)) {
            throw parts.noted(refused(run.address()));
        }
        if (overwritten >= 0) {
            throw noted(new HeapCorruptionException(run.address(), run.bytes(), run.bytes() + overwritten));
        }
    }

    void free(long address, long bytes) {
        Requests.checkLength(bytes);
        if (address != 0) {
            long asked = askedSize(address);
            if (asked != bytes) {
                throw parts.noted(InvalidFreeException.ofSize(address, bytes, asked));
            }
            free(address);
        }
    }

    private long askedSize(long address) {
        try {
            return usableSize(address);
        } catch (InvalidFreeException e) {
            throw parts.noted(e);
        }
    }

    private void keep(long address, long usable) {
        if (!quarantine.keeps(usable)) {
            release(address, usable);
            return;
        }
        if (freedAt != null) {
            freedAt.put(address, new Throwable("freed by " + Thread.currentThread()));
        }
        releaseKept(quarantine.put(address, usable));
        while (quarantine.isOverfull()) {
            releaseKept(quarantine.takeAny());
        }
    }

    private void releaseKept(long address) {
        if (address == 0) {
            return;
        }
        long usable = plain.usableSize(address);
        quarantine.taken(usable);
        long other = Pattern.firstOther(address, usable, freed);
        if (other >= 0) {
            tellWrite(address, other);
            Pattern.fill(address, usable, freed);
        }
        if (freedAt != null) {
            freedAt.remove(address);
        }
        release(address, usable);
    }

    private void release(long address, long usable) {
        states.set(address, usable <= SizeClasses.LARGEST_BYTES ? BlockStates.RELEASED : 0);
        plain.free(address);
    }

    /// Lets all blocks go that are kept.
    void drain() {
        for (int place = 0; place < quarantine.size(); place++) {
            releaseKept(quarantine.take(place));
        }
    }

    // ---- questions ----

    /// The length that was asked for.
    long usableSize(long address) {
        GuardedRun run = guarded.get(address);
        if (run != null) {
            return run.bytes();
        }
        long usable = plain.usableSize(address);
        int state = states.get(address);
        if (state <= 0) {
            throw refused(address);
        }
        return usable - BlockStates.slack(state);
    }

    void visitBlocks(BlockVisitor visitor) {
        plain.visitBlocks((address, usable, mayBeParked) -> {
            int state = states.get(address);
            GuardedRun run = guarded.inRun(address);
            if (run != null) {
                visitor.visit(run.address(), run.bytes(), mayBeParked);
            } else if (state > 0) {
                visitor.visit(address, usable - BlockStates.slack(state), mayBeParked);
            }
        });
    }

    // ---- reallocate ----

    /// @param hakmem the allocator at this level
    long reallocate(Hakmem hakmem, long address, long bytes) {
        Requests.checkLength(bytes);
        if (address == 0) {
            return allocate(bytes);
        }
        long before = usableSize(address);
        GuardedRun run = guarded.get(address);
        long behind = address + before;
        long slack = run == null ? plain.usableSize(address) - before : run.end() - behind;
        long overwritten = Pattern.firstOther(behind, slack, canary);
        if (overwritten >= 0) {
            reports.tell(HeapCorruptionException.text(address, before, before + overwritten)
                    + " Found when it was reallocated.");
            Pattern.fill(behind, slack, canary);
        }
        if (run == null && fitsInPlace(address, withCanary(bytes), before + slack)) {
            handOut(address, bytes, plain.usableSize(address));
            return address;
        }
        return Reallocation.move(hakmem, address, before, bytes);
    }

    private boolean fitsInPlace(long address, long bytes, long usable) {
        return Math.min(usable, bytes) > SizeClasses.LARGEST_BYTES
                ? parts.runs().resizeInPlace(address, bytes)
                : Reallocation.mayServe(bytes, usable);
    }

    // ---- many at once ----

    void allocateBatch(long bytes, long[] addresses, int from, int count) {
        Requests.checkLength(bytes);
        Objects.checkFromIndexSize(from, count, addresses.length);
        int at = from;
        try {
            for (; at < from + count; at++) {
                addresses[at] = allocate(bytes);
            }
        } finally {
            for (int index = from; at < from + count && index < from + count; index++) {
                free(index < at ? addresses[index] : 0);
                addresses[index] = 0;
            }
        }
    }

    void freeBatch(long[] addresses, int from, int count) {
        Objects.checkFromIndexSize(from, count, addresses.length);
        InvalidFreeException first = null;
        HeapCorruptionException corruption = null;
        int firstIndex = 0;
        int refused = 0;
        for (int index = from; index < from + count; index++) {
            try {
                free(addresses[index]);
            } catch (InvalidFreeException e) {
                firstIndex = first == null ? index : firstIndex;
                first = first == null ? e : first;
                refused++;
            } catch (HeapCorruptionException e) {
                corruption = e;
            }
        }
        if (first != null) {
            throw first.inBatch(firstIndex, refused);
        }
        if (corruption != null) {
            throw corruption;
        }
    }

    // ---- what is told ----

    private InvalidFreeException refused(long address) {
        InvalidFreeException refusal = InvalidFreeException.of(address, Blocks.Outcome.ALREADY_FREE);
        if (freedAt != null) {
            refusal.initCause(freedAt.get(address));
        }
        return refusal;
    }

    private HeapCorruptionException noted(HeapCorruptionException e) {
        reports.tell(String.valueOf(e.getMessage()));
        return e;
    }

    private void tellWrite(long address, long offset) {
        Throwable where = freedAt == null ? null : freedAt.get(address);
        reports.tellWriteAfterFree(
                "Somebody wrote to the block at 0x" + Long.toHexString(address)
                        + " after it was freed: first at offset " + offset + ".",
                where);
    }
}
