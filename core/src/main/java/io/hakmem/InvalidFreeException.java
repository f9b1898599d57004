package io.hakmem;

/// A `free` (or a question) about an address at which no live block begins. It was refused and harmed nothing.
public final class InvalidFreeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /// What is wrong with the address.
    public enum Kind {
        /// It lies outside of the reservation: another allocator's, the stack's, or no address at all.
        FOREIGN,
        /// No block begins there: inside of a block, between blocks, or behind the last one.
        INTERIOR,
        /// The memory is in no block: never allocated, or everything around it was freed.
        NOT_ALLOCATED,
        /// The block there is free already.
        ALREADY_FREE
    }

    private final Kind kind;
    private final long address;

    InvalidFreeException(Kind kind, long address, String detail) {
        super("0x" + Long.toHexString(address) + " is not the address of a live block: " + detail);
        this.kind = kind;
        this.address = address;
    }

    public Kind kind() {
        return kind;
    }

    /// The address that was given.
    public long address() {
        return address;
    }
}
