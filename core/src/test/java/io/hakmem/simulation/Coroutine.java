package io.hakmem.simulation;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/// A body of code that can be left in the middle and entered again there: the JDK's own continuation, below its virtual
/// threads. It needs `--add-exports java.base/jdk.internal.vm`.
///
/// All coroutines run on the thread that calls [#resume], one at a time, so a simulation is deterministic.
final class Coroutine {
    private static final MethodHandle NEW;
    private static final MethodHandle RUN;
    private static final MethodHandle IS_DONE;
    private static final MethodHandle YIELD;

    static {
        try {
            Class<?> scope = Class.forName("jdk.internal.vm.ContinuationScope");
            Class<?> continuation = Class.forName("jdk.internal.vm.Continuation");
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            Object simulation = lookup.findConstructor(scope, MethodType.methodType(void.class, String.class))
                    .invoke("simulation");
            MethodHandle make =
                    lookup.findConstructor(continuation, MethodType.methodType(void.class, scope, Runnable.class));
            NEW = MethodHandles.insertArguments(make, 0, simulation)
                    .asType(MethodType.methodType(Object.class, Runnable.class));
            RUN = lookup.findVirtual(continuation, "run", MethodType.methodType(void.class))
                    .asType(MethodType.methodType(void.class, Object.class));
            IS_DONE = lookup.findVirtual(continuation, "isDone", MethodType.methodType(boolean.class))
                    .asType(MethodType.methodType(boolean.class, Object.class));
            MethodHandle yield = lookup.findStatic(continuation, "yield", MethodType.methodType(boolean.class, scope));
            YIELD = MethodHandles.insertArguments(yield, 0, simulation);
        } catch (Throwable e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Object continuation;

    Coroutine(Runnable body) {
        try {
            continuation = (Object) NEW.invokeExact(body);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /// Enters the body at its beginning, or where it was left; returns when it is left or done.
    void resume() {
        try {
            RUN.invokeExact(continuation);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    boolean isDone() {
        try {
            return (boolean) IS_DONE.invokeExact(continuation);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /// Leaves the body that calls it, until it is resumed.
    static void leave() {
        try {
            if (!(boolean) YIELD.invokeExact()) {
                throw new AssertionError("a coroutine is pinned");
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
