package io.hakmem.pool;

/// What a [Journal] tells, each to the logger `io.hakmem.` and its name.
public enum Topic {
    CACHE,
    FREE,
    POOL,
    PURGE,
    SLOT
}
