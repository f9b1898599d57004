package io.hakmem;

import io.hakmem.pool.StackRoom;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Objects;

/// An arena for all threads: one that is closed, or one that ends when the garbage collector finds it unreachable. A
/// JDK arena owns the scope, and its one clean-up action frees the blocks: after the close has won against all
/// accesses.
///
/// Being the first action, it is the last that runs. It holds the blocks, and neither arena, or these would be
/// reachable for ever.
final class SharedArena implements Arena {
    private final boolean zeroed;
    private final Arena jdk;
    private final SharedBlocks blocks;

    private SharedArena(Arena jdk, SharedBlocks blocks, boolean zeroed) {
        this.jdk = jdk;
        this.blocks = blocks;
        this.zeroed = zeroed;
    }

    /// @param jdk a new arena that is shared or automatic
    static SharedArena of(Hakmem hakmem, Contents contents, Arena jdk) {
        boolean zeroed = Objects.requireNonNull(contents) == Contents.ZEROED;
        SharedBlocks blocks = new SharedBlocks(hakmem);
        MemorySegment ignored = MemorySegment.NULL.reinterpret(jdk, nothing -> blocks.close());
        return new SharedArena(jdk, blocks, zeroed);
    }

    @Override
    public MemorySegment allocate(long bytes, long alignment) {
        Requests.checkLength(bytes);
        Requests.checkAlignment(alignment);
        boolean own = ArenaBlock.isOwn(bytes, alignment);
        try {
            requireOpen();
            long address = own ? blocks.takeOwn(bytes, alignment, zeroed) : blocks.take(bytes, alignment);
            MemorySegment segment = segment(address, bytes);
            // A fill checks the scope while it writes: nothing is written to memory that a close has freed.
            return zeroed && !own ? segment.fill((byte) 0) : segment;
        } finally {
            Reference.reachabilityFence(jdk.scope()); // the segment may be nobody's by now
        }
    }

    private void requireOpen() {
        MemorySegment ignored = segment(0, 0);
    }

    /// @throws IllegalStateException when the arena is closed
    private MemorySegment segment(long address, long bytes) {
        return MemorySegment.ofAddress(address).reinterpret(bytes, jdk, null);
    }

    @Override
    public MemorySegment.Scope scope() {
        return jdk.scope();
    }

    @Override
    public void close() {
        StackRoom.requireForSteps();
        jdk.close();
    }
}
