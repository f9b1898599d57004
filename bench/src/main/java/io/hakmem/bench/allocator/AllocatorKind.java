package io.hakmem.bench.allocator;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The allocators that can be measured, by the names they have on the command line.
///
/// Naming one loads nothing: the implementing class is loaded by [#open()].
public enum AllocatorKind {
    /// HAKMEM, through its plain API.
    HAKMEM("hakmem"),
    /// The harness alone.
    NULL("null"),
    /// The C library's `malloc`, called through `java.lang.foreign`.
    FFM_GLIBC("ffm:glibc", NativeLibrary.GLIBC),
    /// mimalloc, called likewise.
    FFM_MIMALLOC("ffm:mimalloc", NativeLibrary.MIMALLOC),
    /// jemalloc, called likewise.
    FFM_JEMALLOC("ffm:jemalloc", NativeLibrary.JEMALLOC);

    private final String label;
    private final @Nullable NativeLibrary library;

    AllocatorKind(String label) {
        this(label, null);
    }

    AllocatorKind(String label, @Nullable NativeLibrary library) {
        this.label = label;
        this.library = library;
    }

    /// Returns the name on the command line and in reports.
    public String label() {
        return label;
    }

    /// Returns the allocator of this name, if there is one.
    public static Optional<AllocatorKind> labelled(String label) {
        return Arrays.stream(values()).filter(kind -> kind.label.equals(label)).findFirst();
    }

    /// Returns all names, for messages.
    public static String labels() {
        return Arrays.stream(values()).map(AllocatorKind::label).collect(Collectors.joining(", "));
    }

    /// Says in a sentence without a full stop what this machine lacks for it, if anything.
    public Optional<String> whatIsMissing() {
        return library == null ? Optional.empty() : library.whatIsMissing();
    }

    /// Returns the environment variables that a process needs from its start to open it.
    public Map<String, String> environment() {
        return library == null ? Map.of() : library.environment();
    }

    /// Loads and starts the allocator.
    public Allocator open() {
        if (library != null) {
            return library.open();
        }
        return this == HAKMEM ? new HakmemAllocator() : new NullAllocator();
    }
}
