package io.hakmem.run;

/// Why an address is no block's of [RunAllocator].
public enum Refusal {
    /// It lies outside of the reservation.
    FOREIGN("it lies outside of this allocator's memory"),
    /// Nothing lives in that memory.
    NOT_ALLOCATED("no block begins in this stretch of memory"),
    /// Inside of a block.
    INTERIOR("it is inside of a block"),
    /// The block is free already, or another thread frees it at the same time.
    ALREADY_FREE("the block is free already");

    private final String reason;

    Refusal(String reason) {
        this.reason = reason;
    }

    /// The reason, for people.
    public String reason() {
        return reason;
    }
}
