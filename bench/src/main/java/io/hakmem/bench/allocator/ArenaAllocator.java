package io.hakmem.bench.allocator;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Supplier;

/// The JDK's own way to native memory, with an arena for each block, since an arena frees all or nothing.
final class ArenaAllocator implements Allocator {
    private final String kind;
    private final Supplier<Arena> arenas;
    private final ObjectBlocks<Block> blocks;

    /// @param segment the whole memory, header included
    private record Block(Arena arena, MemorySegment segment) {}

    private ArenaAllocator(String kind, Supplier<Arena> arenas, ObjectBlocks<Block> blocks) {
        this.kind = kind;
        this.arenas = arenas;
        this.blocks = blocks;
    }

    static ArenaAllocator confined() {
        return new ArenaAllocator("confined", Arena::ofConfined, new ObjectBlocks<>());
    }

    static ArenaAllocator shared() {
        return new ArenaAllocator("shared", Arena::ofShared, new ObjectBlocks<>());
    }

    @Override
    public long allocate(long bytes) {
        Arena arena = arenas.get();
        MemorySegment segment = arena.allocate(bytes + ObjectBlocks.HEADER_BYTES, ObjectBlocks.HEADER_BYTES);
        return blocks.keep(new Block(arena, segment), segment.address());
    }

    @Override
    public long allocateZeroed(long bytes) {
        return allocate(bytes);
    }

    @Override
    public long reallocate(long address, long bytes) {
        long moved = allocate(bytes);
        MemorySegment from = blocks.get(address).segment();
        MemorySegment to = blocks.get(moved).segment();
        long length = Math.min(from.byteSize(), to.byteSize()) - ObjectBlocks.HEADER_BYTES;
        MemorySegment.copy(from, ObjectBlocks.HEADER_BYTES, to, ObjectBlocks.HEADER_BYTES, length);
        free(address);
        return moved;
    }

    @Override
    public void free(long address) {
        Block block = blocks.get(address);
        blocks.drop(address);
        block.arena().close();
    }

    @Override
    public Allocator forThread() {
        return new ArenaAllocator(kind, arenas, blocks.forThread());
    }

    @Override
    public List<String> notes() {
        return List.of(
                "Each block is a " + kind + " arena of its own, whose objects count in the resident memory of the"
                        + " process; the JDK zeroes every block, and 16 bytes in front of it lead back to the arena.",
                kind.equals("confined")
                        ? "Only the thread that allocated a block can free it."
                        : "Closing a shared arena stops all threads for a moment.");
    }
}
