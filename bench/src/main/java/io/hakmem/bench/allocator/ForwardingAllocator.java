package io.hakmem.bench.allocator;

import io.hakmem.Hakmem;
import io.hakmem.Stats;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An allocator around another one: what it does not change is the other's.
public abstract class ForwardingAllocator implements Allocator {
    /// The one that allocates.
    protected final Allocator inner;

    /// @param inner the one that allocates
    protected ForwardingAllocator(Allocator inner) {
        this.inner = inner;
    }

    @Override
    public boolean overlaps() {
        return inner.overlaps();
    }

    @Override
    public @Nullable Stats stats() {
        return inner.stats();
    }

    @Override
    public @Nullable Hakmem hakmem() {
        return inner.hakmem();
    }

    @Override
    public Optional<String> version() {
        return inner.version();
    }

    @Override
    public List<String> notes() {
        return inner.notes();
    }
}
