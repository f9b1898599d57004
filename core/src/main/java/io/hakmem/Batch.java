package io.hakmem;

import io.hakmem.heap.Blocks;
import io.hakmem.heap.WordGroups;
import io.hakmem.pool.StackRoom;
import io.hakmem.run.Refusal;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.CoalescedSlab;
import io.hakmem.slab.Slab;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One call about many blocks.
final class Batch {
    private final Parts parts;
    private final WordGroups groups;
    private int refused;

    // The first refusal, as it came: an exception needs Java heap, and is made when nothing is left to free.
    private long firstAddress;
    private int firstIndex;
    private Blocks.Outcome firstOutcome = Blocks.Outcome.FREED;
    private @Nullable Refusal firstRefusal;

    private Batch(Parts parts, int count) {
        this.parts = parts;
        this.groups = parts.batches().beginFrees(count);
    }

    /// [Hakmem#allocateBatch].
    static void allocate(Hakmem hakmem, Parts parts, long bytes, long[] addresses, int from, int count) {
        Requests.checkLength(bytes);
        Objects.checkFromIndexSize(from, count, addresses.length);
        StackRoom.requireForSteps();
        Arrays.fill(addresses, from, from + count, 0);
        int at = from;
        try {
            at = bytes <= SizeClasses.LARGEST_BYTES
                    ? parts.batches().allocate(SizeClasses.of(bytes), addresses, from, from + count)
                    : allocateRuns(parts, bytes, addresses, from, from + count);
        } finally {
            if (at < from + count) {
                undo(hakmem, addresses, from, count);
            }
        }
        if (at < from + count) {
            throw parts.refused(bytes);
        }
    }

    /// One by one, since that needs no Java heap.
    private static void undo(Hakmem hakmem, long[] addresses, int from, int count) {
        for (int index = from; index < from + count; index++) {
            hakmem.free(addresses[index]);
            addresses[index] = 0;
        }
    }

    private static int allocateRuns(Parts parts, long bytes, long[] addresses, int from, int to) {
        for (int at = from; at < to; at++) {
            addresses[at] = parts.runs().allocate(bytes, SizeClasses.GRANULE_BYTES);
            if (addresses[at] == 0) {
                return at;
            }
        }
        return to;
    }

    /// [Hakmem#freeBatch].
    static void free(Parts parts, long[] addresses, int from, int count) {
        Objects.checkFromIndexSize(from, count, addresses.length);
        StackRoom.requireForSteps();
        Batch batch = new Batch(parts, count);
        try {
            for (int index = from; index < from + count; index++) {
                batch.free(addresses[index], index);
            }
        } finally {
            parts.batches().endFrees(batch.groups);
        }
        batch.report();
    }

    private void free(long address, int index) {
        long offset = address - parts.reservation().base();
        Slab slab = parts.slabAt(offset);
        if (slab != null) {
            note(address, index, parts.batches().free(groups, slab, offset));
            return;
        }
        CoalescedSlab coalesced = parts.coalescedAt(offset);
        if (coalesced != null) {
            note(address, index, free(coalesced, offset));
            return;
        }
        Refusal refusal = address == 0 ? null : parts.runs().free(address);
        if (refusal != null) {
            refuse(address, index, Blocks.Outcome.FREED, refusal);
        }
    }

    /// Past the bins, so that an address that comes twice is found at every level.
    private Blocks.Outcome free(CoalescedSlab coalesced, long offset) {
        int block = coalesced.slab().blockAt((int) offset & (SizeClasses.SLAB_BYTES - 1));
        return coalesced.covers(block)
                ? parts.coalesced().freePastBins(coalesced, block, offset)
                : parts.batches().free(groups, coalesced.slab(), offset);
    }

    private void note(long address, int index, Blocks.Outcome outcome) {
        if (outcome != Blocks.Outcome.FREED) {
            refuse(address, index, outcome, null);
        }
    }

    private void refuse(long address, int index, Blocks.Outcome outcome, @Nullable Refusal refusal) {
        if (refused == 0) {
            firstAddress = address;
            firstIndex = index;
            firstOutcome = outcome;
            firstRefusal = refusal;
        }
        refused++;
    }

    /// Tells what was refused, now that all others are free.
    private void report() {
        if (groups.doubleFrees() != 0) {
            refuse(groups.lastDoubleFree(), -1, Blocks.Outcome.ALREADY_FREE, null);
            refused += groups.doubleFrees() - 1;
        }
        if (refused != 0) {
            InvalidFreeException first = firstRefusal == null
                    ? InvalidFreeException.of(firstAddress, firstOutcome)
                    : InvalidFreeException.of(firstAddress, firstRefusal);
            throw parts.noted(first.inBatch(firstIndex, refused));
        }
    }
}
