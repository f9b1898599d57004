package org.apache.arrow.memory;

import io.hakmem.Hakmem;
import io.hakmem.arrow.HakmemAllocationFactory;

/// HAKMEM's process-wide allocator as the default of Arrow, which looks for a class of this name.
public final class DefaultAllocationManagerFactory {
    /// What every root gets that is told no other.
    public static final AllocationManager.Factory FACTORY = HakmemAllocationFactory.of(Hakmem.shared());

    private DefaultAllocationManagerFactory() {}
}
