package io.hakmem.arrow;

import io.hakmem.Hakmem;
import io.hakmem.NativeOutOfMemoryError;
import java.util.Objects;
import org.apache.arrow.memory.AllocationManager;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.ReferenceManager;

/// Where Arrow gets the memory of its buffers: one block of a [Hakmem] for each.
///
/// ```java
/// new RootAllocator(RootAllocator.configBuilder()
///         .allocationManagerFactory(HakmemAllocationFactory.of(Hakmem.shared()))
///         .roundingPolicy(new HakmemRoundingPolicy(Hakmem.shared()))
///         .build());
/// ```
public final class HakmemAllocationFactory implements AllocationManager.Factory {
    private final Hakmem hakmem;

    private HakmemAllocationFactory(Hakmem hakmem) {
        this.hakmem = hakmem;
    }

    /// A factory over one allocator, which must outlive the buffers.
    ///
    /// @throws IllegalStateException when Arrow cannot use native memory for want of a flag; the message names it
    public static HakmemAllocationFactory of(Hakmem hakmem) {
        Objects.requireNonNull(hakmem, "hakmem");
        ArrowFlags.require();
        return new HakmemAllocationFactory(hakmem);
    }

    /// A block of at least `size` bytes.
    ///
    /// @throws OutOfMemoryException when the [Hakmem] has no room; its report is the cause, and nothing is taken
    @Override
    public AllocationManager create(BufferAllocator accountingAllocator, long size) {
        long address = allocate(accountingAllocator, size);
        try {
            return new HakmemAllocation(accountingAllocator, hakmem, address, size);
        } catch (Throwable e) {
            hakmem.free(address, size);
            throw e;
        }
    }

    private long allocate(BufferAllocator accountant, long bytes) {
        try {
            return hakmem.allocate(bytes);
        } catch (NativeOutOfMemoryError e) {
            throw new OutOfMemoryException(
                    "A buffer of " + bytes + " bytes was asked for by Arrow's allocator " + accountant.getName()
                            + ", but the allocator " + hakmem.name() + " of HAKMEM has no room for it, as its report in"
                            + " the cause tells. Release buffers, or raise hakmem.limit or the limit of the child.",
                    e);
        }
    }

    @Override
    public ArrowBuf empty() {
        return Empty.BUFFER;
    }

    /// Made after the flags were looked at.
    static final class Empty {
        /// One for all, so that it tells who serves a root.
        static final ArrowBuf BUFFER = new ArrowBuf(ReferenceManager.NO_OP, null, 0, 0);

        private Empty() {}
    }
}
