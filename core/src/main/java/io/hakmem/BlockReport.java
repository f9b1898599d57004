package io.hakmem;

import io.hakmem.heap.Heap;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.CoalescedSlab;
import io.hakmem.slab.PageSlab;
import io.hakmem.slab.Run;
import io.hakmem.slab.Slab;
import io.hakmem.slab.SlotOwner;
import org.jspecify.annotations.Nullable;

/// What an allocator knows of an address, a line for each thing: for whoever looks for the wrong call. Read without
/// stopping anybody, so others may change it meanwhile.
final class BlockReport {
    private BlockReport() {}

    /// Adds the lines to a refusal, unless there is no Java heap or stack to tell them.
    static void addTo(InvalidFreeException refusal, Parts parts) {
        try {
            String lines = memory(parts, refusal.address());
            refusal.report(lines + line("caller", Thread.currentThread().toString()));
        } catch (OutOfMemoryError | StackOverflowError | LinkageError e) {
            return; // the sentence is enough
        }
    }

    private static String memory(Parts parts, long address) {
        long offset = address - parts.reservation().base();
        if (!parts.reservation().contains(offset)) {
            return line(
                    "memory",
                    "not of this allocator, which has "
                            + hex(parts.reservation().base()) + " to "
                            + hex(parts.reservation().base()
                                    + parts.reservation().bytes()));
        }
        return switch (parts.space().ownerOf(parts.slotOf(address))) {
            case Slab slab -> blockOfClass(parts, slab, offset) + neighbours(parts, slab, offset);
            case Run run -> line("memory", "a block of " + run.bytes() + " bytes that begins at " + hex(run.base()));
            case PageSlab slab -> line("memory", "the pages of blocks from " + hex(slab.base()) + " on");
            case null -> line("memory", around(parts, address));
        };
    }

    /// A block of several slots is named at its first one only.
    private static String around(Parts parts, long address) {
        for (int slot = parts.slotOf(address) - 1; slot >= 0; slot--) {
            SlotOwner owner = parts.space().ownerOf(slot);
            if (owner instanceof Run run && address < run.base() + run.bytes()) {
                return "inside of a block of " + run.bytes() + " bytes that begins at " + hex(run.base());
            }
            if (owner != null) {
                break;
            }
        }
        return parts.lineage().ownerOf(address);
    }

    private static String blockOfClass(Parts parts, Slab slab, long offset) {
        int behind = (int) offset & (SizeClasses.SLAB_BYTES - 1);
        int number = behind / slab.blockBytes();
        long begin = slab.addressOf(number);
        String block = number >= slab.capacity()
                ? "none: behind the last one of the slab"
                : hex(begin) + ", " + behind % slab.blockBytes() + " bytes before the address; number " + number
                        + " of " + slab.capacity();
        return line("block", block)
                + line("class", slab.sizeClass() + ": " + slab.blockBytes() + " bytes")
                + line("slab", hex(slab.base()) + ", leased by " + leaser(slab))
                + (number >= slab.capacity() ? "" : line("state", state(parts, slab, number, begin)));
    }

    private static String neighbours(Parts parts, Slab slab, long offset) {
        int number = ((int) offset & (SizeClasses.SLAB_BYTES - 1)) / slab.blockBytes();
        CoalescedSlab coalesced = parts.coalescedAt(offset);
        if (coalesced == null || number >= slab.capacity() || !coalesced.covers(number)) {
            return "";
        }
        long begin = slab.addressOf(coalesced.beginOf(number));
        Heap heap = parts.heaps()
                .whereParked(coalesced.sizeClass(), begin - parts.reservation().base());
        return line(
                "inside",
                "a block of " + SizeClasses.blockBytes(coalesced.sizeClass()) + " bytes made of neighbours, "
                        + hex(begin) + (heap == null ? "" : ", free, in " + name(heap)));
    }

    private static String leaser(Slab slab) {
        long heap = slab.leaseVolatile();
        return heap == Slab.NOBODY ? "nobody" : "heap " + heap;
    }

    private static String state(Parts parts, Slab slab, int number, long begin) {
        if (slab.isFree(number)) {
            return "free";
        }
        Heap heap = parts.heaps()
                .whereParked(slab.sizeClass(), begin - parts.reservation().base());
        return heap == null ? "taken" : "free, in " + name(heap);
    }

    private static String name(Heap heap) {
        long thread = heap.ownerThreadId();
        return "heap " + heap.id() + (thread == 0 ? ", which no thread owns just now" : " of thread " + thread);
    }

    private static String line(String name, @Nullable String text) {
        return "\n  " + name + " ".repeat(8 - name.length()) + text;
    }

    private static String hex(long address) {
        return "0x" + Long.toHexString(address);
    }
}
