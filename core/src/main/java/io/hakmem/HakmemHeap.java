package io.hakmem;

import io.hakmem.heap.Blocks;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.Slab;

/// One thread's way to a [Hakmem] that skips the look-up of the thread: for code that allocates and frees in a loop and
/// knows that it stays on its thread.
///
/// It is confined to the thread that asked for it: every call of another thread is refused with a
/// [WrongThreadException] and changes nothing. Blocks are not confined: any thread may free them by [Hakmem#free],
/// and this heap frees any thread's. It is no resource, needs no closing, and allocates from the same memory as the
/// thread's plain calls do. A virtual thread's is no faster than those.
public final class HakmemHeap {
    private final Hakmem hakmem;
    private final Parts parts;
    private final Thread owner;
    private final long ownerId;

    /// The words of the heap that the owner had last. Owner: the thread; this class only passes them on.
    private long[] words;

    HakmemHeap(Hakmem hakmem, Thread owner, long[] words) {
        this.hakmem = hakmem;
        this.parts = hakmem.parts();
        this.owner = owner;
        this.ownerId = owner.threadId();
        this.words = words;
    }

    /// As [Hakmem#allocate(long)].
    ///
    /// @throws WrongThreadException when called by another thread than the owner
    public long allocate(long bytes) {
        checkThread();
        if (Long.compareUnsigned(bytes, SizeClasses.LARGEST_BYTES) <= 0 && parts.hardened() == null) {
            long address = parts.blocks().pop(words, ownerId, SizeClasses.of(bytes));
            if (address != 0) {
                return address;
            }
            words = parts.heaps().wordsOfCurrentThread(); // perhaps another's by now
        }
        return hakmem.allocate(bytes);
    }

    /// As [Hakmem#free(long)].
    ///
    /// @throws WrongThreadException when called by another thread than the owner
    public void free(long address) {
        checkThread();
        long offset = address - parts.reservation().base();
        Slab slab = parts.slabAt(offset);
        if (slab == null || parts.hardened() != null) {
            hakmem.free(address);
            return;
        }
        free(slab, address, offset);
    }

    /// As [Hakmem#free(long, long)].
    ///
    /// @throws WrongThreadException when called by another thread than the owner
    public void free(long address, long bytes) {
        checkThread();
        long offset = address - parts.reservation().base();
        Slab slab = parts.slabAt(offset);
        if (slab == null
                || Long.compareUnsigned(bytes, SizeClasses.LARGEST_BYTES) > 0
                || SizeClasses.of(bytes) != slab.sizeClass()
                || parts.hardened() != null) {
            hakmem.free(address, bytes);
            return;
        }
        free(slab, address, offset);
    }

    private void free(Slab slab, long address, long offset) {
        Blocks.Outcome outcome = parts.blocks().free(words, ownerId, slab, offset);
        if (outcome != Blocks.Outcome.FREED) {
            throw parts.noted(InvalidFreeException.of(address, outcome));
        }
    }

    /// The thread that may use it.
    public Thread owner() {
        return owner;
    }

    @SuppressWarnings("ReferenceEquality") // threads have no other equality
    private void checkThread() {
        if (Thread.currentThread() != owner) {
            throw new WrongThreadException("This heap is " + owner + "'s, but " + Thread.currentThread() + " called.");
        }
    }
}
