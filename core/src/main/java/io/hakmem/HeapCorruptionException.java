package io.hakmem;

/// A block that was freed, and behind whose end somebody had written: its owner, or who wrote before the beginning of
/// the next block. The block is free, and nothing else of the allocator is harmed; what the bytes behind belonged to
/// was the allocator's own slack. Thrown at the level `hardened` only.
public final class HeapCorruptionException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    private final long address;
    private final long offset;

    HeapCorruptionException(long address, long bytes, long offset) {
        super(text(address, bytes, offset) + " The block is free now.");
        this.address = address;
        this.offset = offset;
    }

    static String text(long address, long bytes, long offset) {
        return "Somebody wrote behind the end of the block of " + bytes + " bytes at 0x" + Long.toHexString(address)
                + ": first at offset " + offset + ".";
    }

    /// The address of the block.
    public long address() {
        return address;
    }

    /// Offset in bytes of the first byte behind the end that was overwritten, from the beginning of the block.
    public long offset() {
        return offset;
    }
}
