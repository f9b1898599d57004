package io.hakmem.heap;

import io.hakmem.pool.Counters;
import io.hakmem.pool.SharedPool;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.Slab;

/// Blocks of size classes, allocated and freed: the fast path over the current heap. What it cannot serve goes to
/// [SlowBlocks], out of line.
///
/// A record, because the JIT compiler trusts the fields of records.
///
/// @param table the cache of the choice of the current heap
/// @param bins the steps on the words of a heap
/// @param checked whether every free reads the beginning of the block, its bit and its mark
/// @param slow the way to the slow paths
public record Blocks(HeapTable table, Bins bins, boolean checked, OutOfLine slow) {
    /// The paths of an allocator.
    ///
    /// @param counters what happens without a heap, and in growth
    /// @param trim gives all free memory back to the system, before the budget refuses a block
    public static Blocks of(SharedPool pool, Heaps heaps, boolean checked, Counters counters, Runnable trim) {
        SlowBlocks slow = new SlowBlocks(pool, heaps, counters, trim);
        return new Blocks(heaps.table(), heaps.bins(), checked, new OutOfLine(slow));
    }

    /// Allocates a block of the class and returns its address, 0 when the reservation or the budget
    /// is used up.
    public long allocate(int sizeClass) {
        long address = bins.pop(table.current(), sizeClass);
        return address != 0 ? address : slow.allocate(sizeClass, false);
    }

    /// As [#allocate(int)], and the block is aligned as blocks of the class are: one that is made of neighbours may be
    /// aligned to less.
    public long allocateAligned(int sizeClass) {
        long[] words = table.current();
        long address = bins.startsAligned(words, sizeClass) ? bins.pop(words, sizeClass) : 0;
        return address != 0 ? address : slow.allocate(sizeClass, true);
    }

    /// How a free ended.
    public enum Outcome {
        /// The block is free.
        FREED,
        /// No block begins in the slab at this address.
        NOT_A_BLOCK,
        /// The block is free already.
        ALREADY_FREE
    }

    /// Frees a block of the slab.
    ///
    /// @param offset of the block from the base of the reservation
    public Outcome free(Slab slab, long offset) {
        return park(bins, checked, table.current(), slab, offset) ? Outcome.FREED : slow.free(slab, offset);
    }

    /// Puts a block in the bin, or in the remote buffer, if that takes no more than a few words. What is given back
    /// without being the heap's own is checked at every level.
    static boolean park(Bins bins, boolean checked, long[] words, Slab slab, long offset) {
        if (HeapTable.isNone(words)) {
            return false;
        }
        if (checked) {
            return slab.isTaken((int) offset & (SizeClasses.SLAB_BYTES - 1))
                    && !bins.isMarked(offset)
                    && (bins.push(words, slab, offset) || bins.give(words, slab, offset));
        }
        return bins.push(words, slab, offset)
                || (slab.isTaken((int) offset & (SizeClasses.SLAB_BYTES - 1)) && bins.give(words, slab, offset));
    }

    /// Pops a block of the class off the bin of the heap that the calling thread had ([Heaps#wordsOfCurrentThread]);
    /// 0 when that is empty, or the thread has the heap no more: that is asked inside of this package, as [ThreadSlot]
    /// needs it.
    public long pop(long[] words, long threadId, int sizeClass) {
        return bins.pop(HeapTable.ownedBy(words, threadId), sizeClass);
    }

    /// Frees as [#free(Slab, long)] does, by the words of the heap that the calling thread had, if it still has it.
    public Outcome free(long[] words, long threadId, Slab slab, long offset) {
        return park(bins, checked, HeapTable.ownedBy(words, threadId), slab, offset)
                ? Outcome.FREED
                : slow.free(slab, offset);
    }

    /// What would become of a free by the beginning of the block and by its bit; its bin is not looked at.
    public static Outcome outcomeOfChecks(Slab slab, long offset) {
        int block = slab.blockAt((int) offset & (SizeClasses.SLAB_BYTES - 1));
        if (!slab.isBlock(block)) {
            return Outcome.NOT_A_BLOCK;
        }
        return slab.isFree(block) ? Outcome.ALREADY_FREE : Outcome.FREED;
    }
}
