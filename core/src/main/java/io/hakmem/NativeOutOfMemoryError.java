package io.hakmem;

/// A request that could not be served from outside the Java heap. The allocator goes on working: nothing was taken and
/// nothing is lost.
public final class NativeOutOfMemoryError extends OutOfMemoryError {
    private static final long serialVersionUID = 1;

    NativeOutOfMemoryError(String message) {
        super(message);
    }
}
