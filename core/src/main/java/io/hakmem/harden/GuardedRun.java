package io.hakmem.harden;

/// A block before a page that nobody may touch.
///
/// @param begin of the pages
/// @param end of the pages, where the guard begins
/// @param address of the block, as near to the guard as its alignment lets it
/// @param bytes length of the block
public record GuardedRun(long begin, long end, long address, long bytes) {}
