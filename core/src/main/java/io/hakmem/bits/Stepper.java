package io.hakmem.bits;

import org.jspecify.annotations.Nullable;

/// A seam for the simulation of the protocols: when it is on, every access to a shared word or reference is handed to
/// the installed stepper, which decides which actor goes on and when a weak store becomes visible.
///
/// [#ON] is a constant of the JVM's life, false unless the property `hakmem.simulation` is set at start, so that the
/// JIT compiler removes each call.
public interface Stepper {
    /// Whether accesses are handed to [#installed].
    boolean ON = Boolean.getBoolean("hakmem.simulation");

    /// Memory order of an access, as in [java.lang.invoke.VarHandle].
    enum Order {
        OPAQUE,
        ACQUIRE,
        RELEASE,
        VOLATILE
    }

    /// A load is due.
    long load(long[] words, int index, Order order);

    /// A store is due.
    void store(long[] words, int index, long value, Order order);

    /// A load of a reference is due.
    @Nullable
    Object load(@Nullable Object[] references, int index, Order order);

    /// A store of a reference is due.
    void store(@Nullable Object[] references, int index, @Nullable Object value, Order order);

    /// An atomic read-modify-write of a word or a reference is due; the caller does it on return.
    void beforeAtomic(Object array, int index);

    /// The stepper in charge; its default lets everything pass.
    static Stepper installed() {
        return Installed.stepper;
    }

    /// Puts a stepper in charge, or the one that lets everything pass.
    static void install(@Nullable Stepper stepper) {
        Installed.stepper = stepper == null ? Installed.PASSING : stepper;
    }

    /// Holder of the stepper in charge.
    final class Installed {
        private static final Stepper PASSING = new Passing();
        private static volatile Stepper stepper = PASSING;

        private Installed() {}
    }

    /// Lets every access pass at once.
    final class Passing implements Stepper {
        @Override
        public long load(long[] words, int index, Order order) {
            return words[index];
        }

        @Override
        public void store(long[] words, int index, long value, Order order) {
            words[index] = value;
        }

        @Override
        public @Nullable Object load(@Nullable Object[] references, int index, Order order) {
            return references[index];
        }

        @Override
        public void store(@Nullable Object[] references, int index, @Nullable Object value, Order order) {
            references[index] = value;
        }

        @Override
        public void beforeAtomic(Object array, int index) {
            // nothing is stepped
        }
    }
}
