package io.hakmem.pool;

/// The call for whoever looks after an allocator: it rests when nothing is left to do, and the first slow path after
/// that calls it.
public final class Attention {
    /// Owner: whoever looks after the allocator sets it, and looks once more; the first caller clears it. Order:
    /// volatile on both sides, so that one of the two sees the other.
    private volatile boolean resting = true;

    private volatile Runnable caretaker = () -> {};

    /// Who is to be called; before anybody allocates.
    public void caretaker(Runnable action) {
        caretaker = action;
    }

    /// Something was handed out or given back: the caller holds no heap.
    public void call() {
        if (resting) {
            resting = false;
            caretaker.run();
        }
    }

    /// Whether nobody has called since the last rest.
    public boolean isResting() {
        return resting;
    }

    /// From here on, the next slow path calls.
    public void rest() {
        resting = true;
    }
}
