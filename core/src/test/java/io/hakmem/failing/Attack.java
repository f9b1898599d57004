package io.hakmem.failing;

/// What goes wrong in the calls of an allocator.
interface Attack {
    /// Nothing goes wrong.
    Attack NONE = thrown -> false;

    /// Whether a call of the allocator may end in this.
    boolean expects(Throwable thrown);

    /// A call begins, of one kind or another.
    default void begin(String kind) {}

    /// Makes the call.
    default void run(Runnable call) {
        call.run();
    }

    /// A call has ended; whether it is to be made again.
    ///
    /// @param succeeded whether it did what it was to do; then it is not made again in any case
    default boolean endAndRepeat(boolean succeeded) {
        return false;
    }

    /// Whether a hint may be lost that only a sweep finds again.
    default boolean losesHints() {
        return false;
    }
}
