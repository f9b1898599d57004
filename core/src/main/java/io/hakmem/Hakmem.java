package io.hakmem;

import io.hakmem.InvalidFreeException.Kind;
import io.hakmem.heap.Blocks;
import io.hakmem.heap.Heaps;
import io.hakmem.os.PageSource;
import io.hakmem.os.PageSourceException;
import io.hakmem.pool.SharedPool;
import io.hakmem.run.Refusal;
import io.hakmem.run.RunAllocator;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.AddressSpace;
import io.hakmem.slab.Slab;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// An allocator of memory outside the Java heap: `malloc` and `free` on raw addresses, for any thread, in any order.
///
/// ```java
/// Hakmem hakmem = Hakmem.shared();
/// long address = hakmem.allocate(100);
/// hakmem.free(address);
/// ```
///
/// Addresses are multiples of 16; blocks of a power of two up to 4 KiB are aligned to their size. Memory is not zeroed.
/// A wrong `free` is refused with an [InvalidFreeException] and harms nothing; writing outside of a block, or to one
/// that
/// was freed, is as undefined as in C.
public final class Hakmem {
    private final Parts parts;

    private Hakmem(Parts parts) {
        this.parts = parts;
    }

    /// An allocator of its own.
    Hakmem(PageSource source, Options options, LongSupplier nanoClock) {
        this(Parts.of(source, options, nanoClock));
    }

    /// The process-wide allocator. It is made when it is first asked for, by the system properties `hakmem.*`.
    ///
    /// @throws IllegalArgumentException when a property has a wrong value; the message names it
    /// @throws NativeOutOfMemoryError when the system refuses every reservation
    public static Hakmem shared() {
        if (Shared.FAILURE != null) {
            throw Shared.failure(Shared.FAILURE);
        }
        return Shared.HAKMEM;
    }

    /// Holder of the process-wide allocator, or of the reason why there is none.
    private static final class Shared {
        static final Parts PARTS;
        static final Hakmem HAKMEM;
        static final @Nullable RuntimeException FAILURE;

        static {
            Parts parts = null;
            RuntimeException failure = null;
            try {
                parts = Parts.of(PageSource.ofThisMachine(), Options.of(System.getProperties()), System::nanoTime);
            } catch (IllegalArgumentException | PageSourceException e) {
                failure = e;
            }
            PARTS = absentIfNull(parts);
            HAKMEM = new Hakmem(PARTS);
            FAILURE = failure;
        }

        /// Without parts there is a failure, which is thrown before anybody gets hold of them.
        @SuppressWarnings("NullAway")
        private static Parts absentIfNull(@Nullable Parts parts) {
            return parts;
        }

        static RuntimeException failure(RuntimeException cause) {
            if (cause instanceof PageSourceException) {
                throw new NativeOutOfMemoryError("No address space could be reserved: " + cause.getMessage());
            }
            return new IllegalArgumentException(cause.getMessage());
        }
    }

    /// The parts; those of the shared allocator are constants to the JIT compiler.
    private Parts parts() {
        return this == Shared.HAKMEM ? Shared.PARTS : parts;
    }

    // ---- allocate and free ----

    /// Allocates a block of at least `bytes` bytes and returns its address. The contents are undefined. Zero bytes get
    /// a
    /// block of their own, too.
    ///
    /// @param bytes length in bytes, not negative
    /// @throws IllegalArgumentException when `bytes` is negative
    /// @throws NativeOutOfMemoryError when the reservation has no room; the allocator goes on working
    public long allocate(long bytes) {
        if (Long.compareUnsigned(bytes, SizeClasses.LARGEST_BYTES) <= 0) {
            long address = parts().blocks().allocate(SizeClasses.of(bytes));
            if (address != 0) {
                return address;
            }
        }
        return allocateRun(bytes);
    }

    private long allocateRun(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("A block of " + bytes + " bytes was asked for, but 0 is the least.");
        }
        long address = bytes <= SizeClasses.LARGEST_BYTES ? 0 : parts.runs().allocate(bytes, SizeClasses.GRANULE_BYTES);
        if (address == 0) {
            throw new NativeOutOfMemoryError(parts.statsReader().exhausted(bytes));
        }
        return address;
    }

    /// Frees the block at `address`, whichever thread allocated it. 0 is ignored, as in C.
    ///
    /// @throws InvalidFreeException when no live block begins at `address`; nothing is changed then. With
    ///     `hakmem.checking=fast` some wrong addresses are found later and told in the statistics instead
    public void free(long address) {
        Parts parts = parts();
        long offset = address - parts.reservation().base();
        Slab slab = parts.reservation().contains(offset)
                ? parts.slabs().getPlain((int) (offset >>> SizeClasses.SLAB_SHIFT))
                : null;
        if (slab == null) {
            freeRun(address);
            return;
        }
        Blocks.Outcome outcome = parts.blocks().free(slab, offset);
        if (outcome != Blocks.Outcome.FREED) {
            throw refused(address, outcome);
        }
    }

    private void freeRun(long address) {
        Refusal refusal = address == 0 ? null : parts.runs().free(address);
        if (refusal != null) {
            throw refused(address, refusal);
        }
    }

    private static InvalidFreeException refused(long address, Refusal refusal) {
        return new InvalidFreeException(Kind.valueOf(refusal.name()), address, refusal.reason());
    }

    private static InvalidFreeException refused(long address, Blocks.Outcome outcome) {
        return outcome == Blocks.Outcome.ALREADY_FREE
                ? new InvalidFreeException(Kind.ALREADY_FREE, address, "the block is free already")
                : new InvalidFreeException(Kind.INTERIOR, address, "no block begins there");
    }

    /// Usable length in bytes of the live block at `address`: at least what was asked for.
    ///
    /// @throws InvalidFreeException when no live block begins at `address`
    public long usableSize(long address) {
        Parts parts = parts();
        long offset = address - parts.reservation().base();
        if (!parts.reservation().contains(offset)
                || !(parts.space().ownerOf((int) (offset >>> SizeClasses.SLAB_SHIFT)) instanceof Slab slab)) {
            long bytes = parts.runs().usableBytes(address);
            if (bytes == 0) {
                throw refused(address, parts.runs().refusalOf(address));
            }
            return bytes;
        }
        Blocks.Outcome outcome = Blocks.outcomeOfChecks(slab, offset);
        if (outcome != Blocks.Outcome.FREED) {
            throw refused(address, outcome);
        }
        return slab.blockBytes();
    }

    // ---- upkeep and statistics ----

    /// Gives all memory back to the operating system that holds no live block and is not parked by another living
    /// thread. It takes milliseconds: for a moment of quiet, not for every request.
    public void trim() {
        parts.trimmer().trim();
    }

    /// A picture of this allocator, read without stopping anybody.
    public Stats stats() {
        return parts.statsReader().read();
    }

    // ---- for the validator ----

    AddressSpace space() {
        return parts.space();
    }

    SharedPool pool() {
        return parts.pool();
    }

    RunAllocator runs() {
        return parts.runs();
    }

    Heaps heaps() {
        return parts.heaps();
    }
}
