package io.hakmem;

import io.hakmem.pool.StackRoom;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The C functions over a [Hakmem], as native code calls them: nothing is ever thrown, since that would end the JVM.
///
/// Each makes sure of its stack first, so that where that ends, there is room to tell it.
final class CFunctions {
    private final Hakmem hakmem;
    private final AtomicLong refusedCalls = new AtomicLong();
    private volatile @Nullable Throwable lastRefusal;

    CFunctions(Hakmem hakmem) {
        this.hakmem = hakmem;
    }

    long malloc(long bytes) {
        try {
            StackRoom.requireForSteps();
            return bytes < 0 ? 0 : hakmem.allocate(bytes);
        } catch (Throwable e) {
            return nothing(e);
        }
    }

    long calloc(long count, long elementBytes) {
        try {
            StackRoom.requireForSteps();
            return Requests.isLength(count, elementBytes) ? hakmem.allocateZeroed(count * elementBytes) : 0;
        } catch (Throwable e) {
            return nothing(e);
        }
    }

    long realloc(long address, long bytes) {
        try {
            StackRoom.requireForSteps();
            return bytes < 0 ? 0 : hakmem.reallocate(address, bytes);
        } catch (Throwable e) {
            return nothing(e);
        }
    }

    void free(long address) {
        try {
            StackRoom.requireForSteps();
            hakmem.free(address);
        } catch (Throwable e) {
            nothing(e);
        }
    }

    long alignedAlloc(long alignment, long bytes) {
        try {
            StackRoom.requireForSteps();
            return bytes < 0 || !Requests.isAlignment(alignment) ? 0 : hakmem.allocate(bytes, alignment);
        } catch (Throwable e) {
            return nothing(e);
        }
    }

    long usableSize(long address) {
        try {
            StackRoom.requireForSteps();
            return address == 0 ? 0 : hakmem.usableSize(address);
        } catch (Throwable e) {
            return nothing(e);
        }
    }

    long refusedCalls() {
        return refusedCalls.get();
    }

    Optional<Throwable> lastRefusal() {
        return Optional.ofNullable(lastRefusal);
    }

    /// The answer to a call that came to nothing. Want of native memory is told by the allocator's own reports.
    private long nothing(Throwable e) {
        try {
            if (!(e instanceof NativeOutOfMemoryError)) {
                lastRefusal = e;
                long number = refusedCalls.incrementAndGet();
                if (Long.bitCount(number) == 1) {
                    log(number, e);
                }
            }
        } catch (Throwable untold) {
            // For want of Java heap or of a thread; it is counted.
        }
        return 0;
    }

    /// On a thread of its own: native code may hold locks just now, and a logger may come back here for memory.
    private static void log(long number, Throwable e) {
        Thread.ofPlatform()
                .name("hakmem-native-callbacks")
                .daemon()
                .inheritInheritableThreadLocals(false)
                .start(new Warning(number, e));
    }

    /// What a thread tells; a class and no lambda, which would be linked where the stack may be at its end.
    private record Warning(long number, Throwable refusal) implements Runnable {
        @Override
        public void run() {
            SystemLog.warn(
                    "A call from native code was refused, number " + number + "; the next one to be told is number "
                            + 2 * number + ".",
                    refusal);
        }
    }
}
