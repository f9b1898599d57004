package io.hakmem.bench.allocator;

import io.hakmem.Hakmem;
import io.hakmem.Stats;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A `malloc` under measurement: what a workload needs of it and no more.
///
/// A run loads exactly one implementation, so that the JIT compiler inlines these calls into the workload's loop.
public interface Allocator {
    /// Returns the address of a new block.
    long allocate(long bytes);

    /// Returns the address of a new block whose bytes are all 0.
    long allocateZeroed(long bytes);

    /// Returns the address of a block of the new length that holds what the block at `address` held, as far as it
    /// goes; the block at `address` is no more, unless it is that very block.
    long reallocate(long address, long bytes);

    /// Gives a block back; any thread may call this.
    void free(long address);

    /// Gives a block back and tells what was asked for, which is news only to an allocator with a sized free.
    default void free(long address, long bytes) {
        free(address);
    }

    /// Returns the allocator that the calling thread uses from now on. A workload asks once per thread life.
    ///
    /// Only an allocator without thread-local state of its own returns anything but itself: the look-up of the
    /// current thread is part of what a real allocator costs.
    default Allocator forThread() {
        return this;
    }

    /// Says whether blocks lie on top of each other, so that only their first bytes may be touched, and hold nothing.
    default boolean overlaps() {
        return false;
    }

    /// Returns the allocator's own figures, or `null` when it keeps none.
    default @Nullable Stats stats() {
        return null;
    }

    /// Returns what a native library is to allocate from, or `null` where it keeps what it has.
    default @Nullable Hakmem hakmem() {
        return null;
    }

    /// Returns the version of what is called, if it tells one.
    default Optional<String> version() {
        return Optional.empty();
    }

    /// Returns what a reader of the figures has to know, one sentence each.
    default List<String> notes() {
        return List.of();
    }
}
