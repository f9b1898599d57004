package io.hakmem.bits;

import org.jspecify.annotations.Nullable;

/// Bitmaps of one length, by number, each made when it is first asked for.
///
/// Readers: any thread, acquire, paired with the CAS that names a bitmap.
public final class AtomicBitmaps {
    private final int sizeBits;
    private final @Nullable Object[] bitmaps;

    /// @param count number of bitmaps
    /// @param sizeBits bits of each, all clear at first
    public AtomicBitmaps(int count, int sizeBits) {
        this.sizeBits = sizeBits;
        this.bitmaps = new Object[count];
    }

    /// The bitmap of a number if it was ever asked for.
    public @Nullable AtomicBitmap known(int number) {
        return (AtomicBitmap) References.getAcquire(bitmaps, number);
    }

    /// The bitmap of a number, made when it is first asked for.
    public AtomicBitmap of(int number) {
        AtomicBitmap bitmap = known(number);
        if (bitmap != null) {
            return bitmap;
        }
        References.compareAndSet(bitmaps, number, null, new AtomicBitmap(sizeBits));
        return of(number);
    }

    /// Whether each set bit is found by way of the summaries: true at rest.
    public boolean isValid() {
        for (int number = 0; number < bitmaps.length; number++) {
            AtomicBitmap bitmap = known(number);
            if (bitmap != null && !bitmap.isValid()) {
                return false;
            }
        }
        return true;
    }

    /// Bytes of Java heap that the bitmaps use now.
    public long metadataBytes() {
        long bytes = 32 + 4L * bitmaps.length;
        for (int number = 0; number < bitmaps.length; number++) {
            AtomicBitmap bitmap = known(number);
            bytes += bitmap == null ? 0 : bitmap.metadataBytes();
        }
        return bytes;
    }
}
