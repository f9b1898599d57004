package io.hakmem.bench.allocator;

import io.hakmem.Hakmem;
import io.hakmem.Stats;
import java.lang.module.ModuleDescriptor;
import java.util.List;
import java.util.Optional;

/// HAKMEM as any caller uses it: the process-wide allocator in a constant.
final class HakmemAllocator implements Allocator {
    private static final Hakmem HAKMEM = Hakmem.shared();

    @Override
    public long allocate(long bytes) {
        return HAKMEM.allocate(bytes);
    }

    @Override
    public long allocateZeroed(long bytes) {
        return HAKMEM.allocateZeroed(bytes);
    }

    @Override
    public long reallocate(long address, long bytes) {
        return HAKMEM.reallocate(address, bytes);
    }

    @Override
    public void free(long address) {
        HAKMEM.free(address);
    }

    @Override
    public void free(long address, long bytes) {
        HAKMEM.free(address, bytes);
    }

    @Override
    public Stats stats() {
        return HAKMEM.stats();
    }

    @Override
    public Hakmem hakmem() {
        return HAKMEM;
    }

    @Override
    public Optional<String> version() {
        return Optional.ofNullable(Hakmem.class.getModule().getDescriptor()).flatMap(ModuleDescriptor::rawVersion);
    }

    @Override
    public List<String> notes() {
        return HAKMEM.stats().notes();
    }
}
