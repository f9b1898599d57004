package io.hakmem.pool;

import io.hakmem.bits.References;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.Slab;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Hysteresis of retirement: the last slab of each class that filled up is kept a while, 16 refills of the class or a
/// second, lest a class that goes back and forth across zero retire and give birth each time.
///
/// A kept slab is listed like any other; being kept is a hint to those who would retire it.
final class KeptSlabs {
    private static final int CYCLES = 16;
    private static final long NANOS = 1_000_000_000L;

    private final LongSupplier nanoClock;
    private final @Nullable Object[] kept = new Object[SizeClasses.COUNT];

    /// Refills by class. Racy on purpose: a lost increment makes a stay one refill longer.
    private final int[] cycles = new int[SizeClasses.COUNT];

    /// A stay.
    private record Stay(Slab slab, int sinceCycle, long sinceNanos) {}

    KeptSlabs(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /// A refill of the class; whether it is time to look for an expired stay.
    boolean cycle(int sizeClass) {
        return (++cycles[sizeClass] & CYCLES - 1) == 0;
    }

    /// Whether a slab that just filled up stays: when it is kept already, or when the class keeps no other full one,
    /// and there is Java heap to note it.
    boolean keeps(Slab slab) {
        int sizeClass = slab.sizeClass();
        Stay stay = stayOf(sizeClass);
        boolean vacant = stay == null || stay.slab == slab || stay.slab.isRetiring() || !stay.slab.looksFull();
        try {
            return vacant
                    && References.compareAndSet(
                            kept, sizeClass, stay, new Stay(slab, cycles[sizeClass], nanoClock.getAsLong()));
        } catch (OutOfMemoryError e) {
            return false;
        }
    }

    /// Ends the stay of the class's kept slab if it is over, or in any case, and returns the slab.
    @Nullable
    Slab keptToExpired(int sizeClass, boolean overOrNot) {
        Stay stay = stayOf(sizeClass);
        if (stay == null || !(overOrNot || isOver(stay, sizeClass))) {
            return null;
        }
        return References.compareAndSet(kept, sizeClass, stay, null) ? stay.slab : null;
    }

    /// Whether a slab of the class stays.
    boolean keepsAny(int sizeClass) {
        return stayOf(sizeClass) != null;
    }

    private boolean isOver(Stay stay, int sizeClass) {
        return cycles[sizeClass] - stay.sinceCycle >= CYCLES || nanoClock.getAsLong() - stay.sinceNanos >= NANOS;
    }

    private @Nullable Stay stayOf(int sizeClass) {
        return (Stay) References.getVolatile(kept, sizeClass);
    }
}
