package io.hakmem.heap;

/// How much the bins of one heap may hold.
///
/// @param bytes sum of the limits of all bins
/// @param blocks in one bin
public record BinBounds(int bytes, int blocks) {
    /// 2 MiB, 1,024 blocks.
    public static final BinBounds DEFAULT = new BinBounds(2 << 20, 1024);
}
