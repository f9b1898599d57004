package io.hakmem.bits;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// References that threads share, as elements of `Object[]`, with the memory order in the name of each method.
public final class References {
    private static final VarHandle REFERENCE = MethodHandles.arrayElementVarHandle(Object[].class);

    private References() {}

    public static @Nullable Object getAcquire(@Nullable Object[] references, int index) {
        return Stepper.ON
                ? Stepper.installed().load(references, index, Stepper.Order.ACQUIRE)
                : REFERENCE.getAcquire(references, index);
    }

    public static @Nullable Object getVolatile(@Nullable Object[] references, int index) {
        return Stepper.ON
                ? Stepper.installed().load(references, index, Stepper.Order.VOLATILE)
                : REFERENCE.getVolatile(references, index);
    }

    public static void setVolatile(@Nullable Object[] references, int index, @Nullable Object value) {
        if (Stepper.ON) {
            Stepper.installed().store(references, index, value, Stepper.Order.VOLATILE);
        } else {
            REFERENCE.setVolatile(references, index, value);
        }
    }

    public static boolean compareAndSet(
            @Nullable Object[] references, int index, @Nullable Object expected, @Nullable Object value) {
        if (Stepper.ON) {
            Stepper.installed().beforeAtomic(references, index);
        }
        return REFERENCE.compareAndSet(references, index, expected, value);
    }
}
