package io.hakmem;

/// What new memory holds.
public enum Contents {
    /// Zeros, as `java.lang.foreign` promises it of its own arenas.
    ZEROED,
    /// Anything: whoever asks for it writes before reading, and saves the time that the zeros take.
    UNDEFINED
}
