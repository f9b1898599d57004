package io.hakmem.size;

/// The size classes: 16-byte steps to 1 KiB, then four per doubling to 32 KiB.
///
/// ```
/// class   0    1    2   …   63     64    65    66    67    68   …    83
/// bytes  16   32   48   … 1024   1280  1536  1792  2048  2560  … 32768
/// ```
///
/// From 128 bytes up a block is at most 1.25 times the request. A slab starts at a multiple of its own size, so classes
/// that are powers of two are naturally aligned, and every block is aligned to [#GRANULE_BYTES].
public final class SizeClasses {
    /// The smallest block and the alignment of every block.
    public static final int GRANULE_BYTES = 16;

    /// The largest block of a slab; longer requests take runs of pages.
    public static final int LARGEST_BYTES = 32768;

    /// The largest alignment that a size class gives; stricter requests take pages of their own.
    public static final int LARGEST_ALIGNMENT_BYTES = 4096;

    /// Length of a slab, and of a slot of a SuperSlab.
    public static final int SLAB_BYTES = 65536;

    /// Binary logarithm of [#SLAB_BYTES].
    public static final int SLAB_SHIFT = 16;

    /// Number of size classes.
    public static final int COUNT = 84;

    private static final int LAST_FINE_BYTES = 1024;
    private static final int GRANULE_SHIFT = 4;
    private static final int[] BLOCK_BYTES = new int[COUNT];
    private static final byte[] CLASS_OF_GRANULES = new byte[(LARGEST_BYTES >>> GRANULE_SHIFT) + 1];

    static {
        int sizeClass = 0;
        for (int bytes = GRANULE_BYTES; bytes <= LAST_FINE_BYTES; bytes += GRANULE_BYTES) {
            BLOCK_BYTES[sizeClass++] = bytes;
        }
        for (int from = LAST_FINE_BYTES; from < LARGEST_BYTES; from *= 2) {
            for (int quarter = 1; quarter <= 4; quarter++) {
                BLOCK_BYTES[sizeClass++] = from + from / 4 * quarter;
            }
        }
        if (sizeClass != COUNT || BLOCK_BYTES[COUNT - 1] != LARGEST_BYTES) {
            throw new AssertionError("size classes do not end at " + LARGEST_BYTES);
        }
        for (int granules = 0, at = 0; granules < CLASS_OF_GRANULES.length; granules++) {
            while (BLOCK_BYTES[at] < granules << GRANULE_SHIFT) {
                at++;
            }
            CLASS_OF_GRANULES[granules] = (byte) at;
        }
    }

    private SizeClasses() {}

    /// The class that serves a request of 0 to [#LARGEST_BYTES] bytes.
    public static int of(long bytes) {
        return CLASS_OF_GRANULES[(int) (bytes + (GRANULE_BYTES - 1)) >>> GRANULE_SHIFT];
    }

    /// The smallest class that serves `bytes` bytes and whose blocks all begin at multiples of `alignment`.
    ///
    /// @param alignment a power of two up to [#LARGEST_ALIGNMENT_BYTES]
    public static int of(long bytes, int alignment) {
        int sizeClass = of(bytes);
        while ((BLOCK_BYTES[sizeClass] & alignment - 1) != 0) {
            sizeClass++;
        }
        return sizeClass;
    }

    /// Size in bytes of a block of the class.
    public static int blockBytes(int sizeClass) {
        return BLOCK_BYTES[sizeClass];
    }

    /// Number of blocks in a slab of the class.
    public static int capacity(int sizeClass) {
        return SLAB_BYTES / BLOCK_BYTES[sizeClass];
    }
}
