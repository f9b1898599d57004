package io.hakmem.jmh;

import io.hakmem.bench.allocator.Allocator;
import io.hakmem.bench.allocator.AllocatorKind;

/// The allocators of a benchmark, by the names they have in `@Param`.
///
/// Each fork opens one of them, so that the JIT compiler sees a single implementation and inlines it.
final class Peers {
    /// HAKMEM, through its plain API.
    static final String HAKMEM = "hakmem";

    /// HAKMEM without the checks of a local free.
    static final String HAKMEM_FAST = "hakmem:fast";

    /// HAKMEM with all its checks.
    static final String HAKMEM_HARDENED = "hakmem:hardened";

    /// The harness alone.
    static final String NULL = "null";

    /// The C library's `malloc` by critical downcalls.
    static final String GLIBC = "ffm-critical:glibc";

    /// The C library's `malloc` by plain downcalls.
    static final String GLIBC_PLAIN = "ffm:glibc";

    private static final String PROPERTY = "-D";

    private Peers() {}

    static Allocator open(String name) {
        AllocatorKind kind =
                AllocatorKind.labelled(name).orElseThrow(() -> new IllegalArgumentException("allocator: " + name));
        for (String argument : kind.jvmArguments()) {
            String[] property = argument.split("=", 2);
            if (property[0].startsWith(PROPERTY)) {
                System.setProperty(property[0].substring(PROPERTY.length()), property[1]);
            }
        }
        return kind.open();
    }
}
