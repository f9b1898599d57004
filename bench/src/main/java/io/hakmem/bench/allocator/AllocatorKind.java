package io.hakmem.bench.allocator;

import java.lang.foreign.Linker;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// The allocators that can be measured, by the names they have on the command line.
///
/// Naming one loads nothing: the implementing class is loaded by [#open()].
public enum AllocatorKind {
    /// HAKMEM, through its plain API.
    HAKMEM("hakmem"),
    /// The harness alone.
    NULL("null"),
    /// The C library's `malloc`, called through `java.lang.foreign`.
    FFM_GLIBC("ffm:glibc");

    private final String label;

    AllocatorKind(String label) {
        this.label = label;
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

    /// Says whether this machine has it.
    public boolean isAvailable() {
        return switch (this) {
            case HAKMEM, NULL -> true;
            case FFM_GLIBC ->
                Linker.nativeLinker()
                        .defaultLookup()
                        .find("gnu_get_libc_version")
                        .isPresent();
        };
    }

    /// Loads and starts the allocator.
    public Allocator open() {
        return switch (this) {
            case HAKMEM -> new HakmemAllocator();
            case NULL -> new NullAllocator();
            case FFM_GLIBC -> new GlibcAllocator();
        };
    }
}
