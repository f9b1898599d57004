package io.hakmem.bench.allocator;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.lwjgl.Version;
import org.lwjgl.system.MemoryUtil;

/// LWJGL's `MemoryUtil`, over one of the native libraries that LWJGL brings along.
final class LwjglAllocator implements Allocator {
    private final String library;

    LwjglAllocator(String library) {
        this.library = library;
    }

    @Override
    public long allocate(long bytes) {
        return NativeBlocks.nonNull(MemoryUtil.nmemAlloc(bytes), bytes);
    }

    @Override
    public long allocateZeroed(long bytes) {
        return NativeBlocks.nonNull(MemoryUtil.nmemCalloc(1, bytes), bytes);
    }

    @Override
    public long reallocate(long address, long bytes) {
        return NativeBlocks.nonNull(MemoryUtil.nmemRealloc(address, bytes), bytes);
    }

    @Override
    public void free(long address) {
        MemoryUtil.nmemFree(address);
    }

    @Override
    public Optional<String> version() {
        return Optional.of("LWJGL " + Version.getVersion());
    }

    @Override
    public List<String> notes() {
        return List.of("LWJGL's MemoryUtil over " + library + ", through LWJGL's own native calls.");
    }

    /// Says in a sentence without a full stop what this machine lacks for it, if anything.
    static Optional<String> whatIsMissing() {
        boolean known = Objects.equals(System.getProperty("os.name"), "Linux")
                && Objects.equals(System.getProperty("os.arch"), "amd64");
        return known
                ? Optional.empty()
                : Optional.of("LWJGL's native libraries are on the module path for Linux on x86-64 only, not for "
                        + System.getProperty("os.name").toLowerCase(Locale.ROOT) + " on "
                        + System.getProperty("os.arch"));
    }
}
