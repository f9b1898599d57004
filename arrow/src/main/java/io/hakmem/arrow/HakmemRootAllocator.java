package io.hakmem.arrow;

import io.hakmem.Hakmem;
import org.apache.arrow.memory.AllocationListener;
import org.apache.arrow.memory.RootAllocator;

/// A root of Arrow's allocators whose buffers lie in a [Hakmem], rounded to its sizes. Its close gives all memory
/// back to the system that holds no live block.
///
/// ```java
/// try (BufferAllocator root = HakmemArrow.newRoot(Hakmem.shared())) {
///     …
/// }
/// ```
public final class HakmemRootAllocator extends RootAllocator {
    private final Hakmem hakmem;

    HakmemRootAllocator(Hakmem hakmem, AllocationListener listener, long limitBytes) {
        super(configBuilder()
                .allocationManagerFactory(HakmemAllocationFactory.of(hakmem))
                .roundingPolicy(new HakmemRoundingPolicy(hakmem))
                .listener(listener)
                .maxAllocation(limitBytes)
                .build());
        this.hakmem = hakmem;
    }

    /// Closes this root and trims its [Hakmem] ([Hakmem#trim]).
    ///
    /// @throws IllegalStateException when buffers or children are out. Nothing is changed then: release them, and close
    ///     again
    @Override
    public synchronized void close() {
        if (getAllocatedMemory() > 0 || !getChildAllocators().isEmpty()) {
            throw new IllegalStateException(
                    "Arrow's allocator " + getName() + " cannot be closed: " + getAllocatedMemory()
                            + " bytes of buffers and " + getChildAllocators().size()
                            + " child allocators are out. It is open as"
                            + " before: release the buffers, close the children, and close it again. With"
                            + " -Darrow.memory.debug.allocator=true, toVerboseString() tells where they came from.");
        }
        super.close();
        hakmem.trim();
    }
}
