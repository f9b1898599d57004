package io.hakmem.bench.allocator;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.List;

/// `sun.misc.Unsafe`, as most Java programs allocated native memory before `java.lang.foreign`. The compiler warns of
/// its name in any source, so that it is found by name; constant handles are called as the methods are.
final class UnsafeAllocator implements Allocator {
    private static final MethodHandle ALLOCATE = method("allocateMemory", long.class, long.class);
    private static final MethodHandle SET = method("setMemory", void.class, long.class, long.class, byte.class);
    private static final MethodHandle REALLOCATE = method("reallocateMemory", long.class, long.class, long.class);
    private static final MethodHandle FREE = method("freeMemory", void.class, long.class);

    @Override
    public long allocate(long bytes) {
        try {
            return (long) ALLOCATE.invokeExact(bytes);
        } catch (Throwable failure) {
            throw NativeBlocks.outOfMemory(failure);
        }
    }

    @Override
    public long allocateZeroed(long bytes) {
        try {
            long address = (long) ALLOCATE.invokeExact(bytes);
            SET.invokeExact(address, bytes, (byte) 0);
            return address;
        } catch (Throwable failure) {
            throw NativeBlocks.outOfMemory(failure);
        }
    }

    @Override
    public long reallocate(long address, long bytes) {
        try {
            return (long) REALLOCATE.invokeExact(address, bytes);
        } catch (Throwable failure) {
            throw NativeBlocks.outOfMemory(failure);
        }
    }

    @Override
    public void free(long address) {
        try {
            FREE.invokeExact(address);
        } catch (Throwable impossible) {
            throw new AssertionError("freeMemory does not throw", impossible);
        }
    }

    @Override
    public List<String> notes() {
        return List.of("sun.misc.Unsafe calls the C library's malloc through the JVM.");
    }

    private static MethodHandle method(String name, Class<?> result, Class<?>... parameters) {
        try {
            Class<?> type = Class.forName("sun.misc.Unsafe");
            Field instance = type.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            return MethodHandles.lookup()
                    .findVirtual(type, name, MethodType.methodType(result, parameters))
                    .bindTo(instance.get(null));
        } catch (ReflectiveOperationException gone) {
            throw new LinkageError("this JDK has no sun.misc.Unsafe any more", gone);
        }
    }
}
