package io.hakmem.cli.compare;

/// A run that took longer than a comparison waits for; the message is for the user.
public final class TooSlow extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Says so.
    public TooSlow(String message) {
        super(message);
    }
}
