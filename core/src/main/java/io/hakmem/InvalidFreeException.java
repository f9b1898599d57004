package io.hakmem;

import io.hakmem.heap.Blocks;
import io.hakmem.run.Refusal;

/// A `free` (or a question) about an address at which no live block begins, or with a size that is not the block's. It
/// was refused and harmed nothing.
public final class InvalidFreeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /// What is wrong with the call.
    public enum Kind {
        /// The address lies outside of the reservation: another allocator's, the stack's, or no address at all.
        FOREIGN,
        /// No block begins there: inside of a block, between blocks, or behind the last one.
        INTERIOR,
        /// The memory is in no block: never allocated, or everything around it was freed; or inside of a block of more
        /// than 64 KiB.
        NOT_ALLOCATED,
        /// The block there is free already.
        ALREADY_FREE,
        /// The block is live, but no request for that many bytes is served by a block of its size.
        WRONG_SIZE
    }

    private final Kind kind;
    private final long address;
    private String report;

    InvalidFreeException(Kind kind, long address, String detail) {
        this(kind, "0x" + Long.toHexString(address) + " is not the address of a live block: " + detail, address);
    }

    private InvalidFreeException(Kind kind, String message, long address) {
        super(message);
        this.report = message;
        this.kind = kind;
        this.address = address;
    }

    static InvalidFreeException of(long address, Blocks.Outcome outcome) {
        return outcome == Blocks.Outcome.ALREADY_FREE
                ? new InvalidFreeException(Kind.ALREADY_FREE, address, "the block is free already")
                : new InvalidFreeException(Kind.INTERIOR, address, "no block begins there");
    }

    static InvalidFreeException of(long address, Refusal refusal) {
        return new InvalidFreeException(kindOf(refusal), address, refusal.reason());
    }

    /// By comparison: `valueOf` says that there is no such constant when it finds no Java heap.
    private static Kind kindOf(Refusal refusal) {
        if (refusal == Refusal.FOREIGN) {
            return Kind.FOREIGN;
        }
        if (refusal == Refusal.NOT_ALLOCATED) {
            return Kind.NOT_ALLOCATED;
        }
        return refusal == Refusal.INTERIOR ? Kind.INTERIOR : Kind.ALREADY_FREE;
    }

    /// A live block that was to be freed with a wrong size.
    static InvalidFreeException ofSize(long address, long bytes, long usableBytes) {
        return new InvalidFreeException(
                Kind.WRONG_SIZE,
                "The block at 0x" + Long.toHexString(address) + " was to be freed as one of " + bytes
                        + " bytes, but its usable size is " + usableBytes + ".",
                address);
    }

    /// This refusal as the first one of a batch.
    InvalidFreeException inBatch(int index, int refused) {
        return new InvalidFreeException(
                kind,
                (index < 0 ? "" : "Element " + index + ": ") + super.getMessage() + "; of the batch, " + refused
                        + " were refused and the others are free",
                address);
    }

    /// Adds what the allocator knows of the address.
    void report(String lines) {
        report = super.getMessage() + lines;
    }

    /// One sentence; below it, at a free, what is known of the address: block, class, slab, state, caller.
    @Override
    public String getMessage() {
        return report;
    }

    public Kind kind() {
        return kind;
    }

    /// The address that was given.
    public long address() {
        return address;
    }
}
