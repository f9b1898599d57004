package io.hakmem;

import io.hakmem.pool.StackRoom;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An arena for one thread. A JDK arena owns the scope, and with it every check of thread and liveness; the memory is
/// cut from blocks, which are freed when that arena has closed.
///
/// Owner: the thread. Another one may read anything here, but the JDK refuses it its segment before it writes.
final class ConfinedArena implements Arena {
    private final Hakmem hakmem;
    private final boolean zeroed;
    private final Arena jdk = Arena.ofConfined();
    private final Thread owner = Thread.currentThread();
    private @Nullable ArenaBlock last;

    /// What is left of the block that is filled.
    private long top;

    private long end;

    ConfinedArena(Hakmem hakmem, Contents contents) {
        this.hakmem = hakmem;
        this.zeroed = Objects.requireNonNull(contents) == Contents.ZEROED;
    }

    @Override
    public MemorySegment allocate(long bytes, long alignment) {
        Requests.checkLength(bytes);
        Requests.checkAlignment(alignment);
        if (Math.max(1, bytes) > end - start(alignment)) {
            if (ArenaBlock.isOwn(bytes, alignment)) {
                return allocateOwn(bytes, alignment);
            }
            grow(bytes, alignment);
        }
        long start = start(alignment);
        MemorySegment segment = segment(start, bytes);
        top = start + Math.max(1, bytes) + ArenaBlock.GRANULE_BYTES - 1 & -ArenaBlock.GRANULE_BYTES;
        return zeroed ? segment.fill((byte) 0) : segment;
    }

    private long start(long alignment) {
        return top + alignment - 1 & -alignment;
    }

    private MemorySegment allocateOwn(long bytes, long alignment) {
        requireAccess();
        ArenaBlock own = ArenaBlock.own(last);
        long address = own.allocate(hakmem, bytes, alignment, zeroed);
        last = own.linkedTo(last);
        return segment(address, bytes);
    }

    private void grow(long bytes, long alignment) {
        requireAccess();
        ArenaBlock block = ArenaBlock.toFill(last, bytes, alignment);
        block.allocate(hakmem);
        last = block.linkedTo(last);
        top = block.start();
        end = block.end();
    }

    private void requireAccess() {
        MemorySegment ignored = segment(0, 0);
    }

    /// @throws IllegalStateException when the arena is closed
    /// @throws WrongThreadException when another thread asks
    private MemorySegment segment(long address, long bytes) {
        return MemorySegment.ofAddress(address).reinterpret(bytes, jdk, null);
    }

    @Override
    public MemorySegment.Scope scope() {
        return jdk.scope();
    }

    /// The blocks come last: clean-up actions that a user gave the JDK's arena may still read them, and may throw.
    @Override
    @SuppressWarnings("ReferenceEquality") // threads have no other equality
    public void close() {
        StackRoom.requireForSteps();
        boolean wasAlive = jdk.scope().isAlive();
        try {
            jdk.close();
        } finally {
            if (wasAlive && owner == Thread.currentThread() && !jdk.scope().isAlive()) {
                freeBlocks();
            }
        }
    }

    private void freeBlocks() {
        ArenaBlock blocks = last;
        last = null;
        top = 0;
        end = 0;
        ArenaBlock.freeAll(hakmem, blocks);
    }
}
