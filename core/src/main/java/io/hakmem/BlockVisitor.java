package io.hakmem;

/// What is told about each block of a visit.
@FunctionalInterface
public interface BlockVisitor {
    /// A block that somebody holds.
    ///
    /// @param address first address
    /// @param bytes usable length in bytes
    /// @param mayBeParked whether the block may as well be free and wait in some thread's bin: never so while no other
    ///     thread allocates or frees, unless blocks of its size were given up after a write to freed memory
    void visit(long address, long bytes, boolean mayBeParked);
}
