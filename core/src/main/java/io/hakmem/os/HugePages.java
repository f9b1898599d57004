package io.hakmem.os;

/// What a [PageSource] is told about huge pages.
public enum HugePages {
    /// To keep them away.
    NEVER,
    /// To use them where it can.
    MADVISE,
    /// To use them, and to refuse when it cannot.
    ALWAYS
}
