package io.hakmem.bits;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Words that threads share, as elements of `long[]`. The memory order stands in the name of each method; those without
/// an order are volatile, as atomic read-modify-writes are. `docs/memory-order.md` argues each use.
public final class Words {
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    /// What a fence is an access of, for the simulation: all stores before become visible.
    private static final long[] FENCE = new long[1];

    private Words() {}

    /// For hints on the fast path: the JIT compiler may keep the value until the next atomic operation.
    public static long getPlain(long[] words, int index) {
        return Stepper.ON ? Stepper.installed().load(words, index, Stepper.Order.OPAQUE) : words[index];
    }

    public static long getOpaque(long[] words, int index) {
        return Stepper.ON
                ? Stepper.installed().load(words, index, Stepper.Order.OPAQUE)
                : (long) WORD.getOpaque(words, index);
    }

    public static long getVolatile(long[] words, int index) {
        return Stepper.ON
                ? Stepper.installed().load(words, index, Stepper.Order.VOLATILE)
                : (long) WORD.getVolatile(words, index);
    }

    public static void setOpaque(long[] words, int index, long value) {
        if (Stepper.ON) {
            Stepper.installed().store(words, index, value, Stepper.Order.OPAQUE);
        } else {
            WORD.setOpaque(words, index, value);
        }
    }

    public static void setRelease(long[] words, int index, long value) {
        if (Stepper.ON) {
            Stepper.installed().store(words, index, value, Stepper.Order.RELEASE);
        } else {
            WORD.setRelease(words, index, value);
        }
    }

    public static void setVolatile(long[] words, int index, long value) {
        if (Stepper.ON) {
            Stepper.installed().store(words, index, value, Stepper.Order.VOLATILE);
        } else {
            WORD.setVolatile(words, index, value);
        }
    }

    /// Keeps the stores before from being seen after the stores behind.
    public static void storeStoreFence() {
        step(FENCE, 0);
        VarHandle.storeStoreFence();
    }

    /// Keeps the loads before from being made after the loads behind.
    public static void loadLoadFence() {
        VarHandle.loadLoadFence();
    }

    public static boolean compareAndSet(long[] words, int index, long expected, long value) {
        step(words, index);
        return WORD.compareAndSet(words, index, expected, value);
    }

    public static long getAndSet(long[] words, int index, long value) {
        step(words, index);
        return (long) WORD.getAndSet(words, index, value);
    }

    public static long getAndOr(long[] words, int index, long mask) {
        step(words, index);
        return (long) WORD.getAndBitwiseOr(words, index, mask);
    }

    public static long getAndAnd(long[] words, int index, long mask) {
        step(words, index);
        return (long) WORD.getAndBitwiseAnd(words, index, mask);
    }

    public static long getAndAdd(long[] words, int index, long delta) {
        step(words, index);
        return (long) WORD.getAndAdd(words, index, delta);
    }

    private static void step(long[] words, int index) {
        if (Stepper.ON) {
            Stepper.installed().beforeAtomic(words, index);
        }
    }
}
