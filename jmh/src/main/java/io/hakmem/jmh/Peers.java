package io.hakmem.jmh;

import io.hakmem.bench.allocator.Allocator;
import io.hakmem.bench.allocator.AllocatorKind;

/// The allocators of a benchmark, by the names they have in `@Param`.
///
/// Each fork opens one of them, so that the JIT compiler sees a single implementation and inlines it.
final class Peers {
    /// HAKMEM, through its plain API.
    static final String HAKMEM = "hakmem";

    /// The C library's `malloc` by critical downcalls.
    static final String GLIBC = "ffm-critical:glibc";

    /// The C library's `malloc` by plain downcalls.
    static final String GLIBC_PLAIN = "ffm:glibc";

    private Peers() {}

    static Allocator open(String name) {
        return AllocatorKind.labelled(name)
                .orElseThrow(() -> new IllegalArgumentException("allocator: " + name))
                .open();
    }
}
