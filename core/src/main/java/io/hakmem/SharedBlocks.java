package io.hakmem;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The blocks of an arena for all threads. No thread waits for another: who loses a race frees what it took for it, and
/// tries again.
final class SharedBlocks {
    private final Hakmem hakmem;
    private final ArenaBlock closed = ArenaBlock.none();

    /// All blocks, by the last; [#closed] once they are freed. Owner: any thread, by CAS. Order: that of a volatile:
    /// the CAS that links a block publishes its fields to the `getAndSet` that closes.
    private final AtomicReference<@Nullable ArenaBlock> last = new AtomicReference<>();

    /// What is filled, if anything. Owner: any thread, by CAS. Order: that of a volatile, which publishes the block's
    /// fields. *Not* promised: that the block is still live, which the scope's liveness says.
    private final AtomicReference<@Nullable Filling> filling = new AtomicReference<>();

    SharedBlocks(Hakmem hakmem) {
        this.hakmem = hakmem;
    }

    /// A block that is being filled.
    ///
    /// @param top the first free address. Owner: any thread, by CAS, which is owning what lies between old and new
    private record Filling(ArenaBlock block, AtomicLong top) {
        /// The address of `bytes` bytes; 0 when there is no room.
        long take(long bytes, long alignment) {
            while (true) {
                long from = top.get();
                long start = from + alignment - 1 & -alignment;
                long length = Math.max(1, bytes);
                if (length > block.end() - start) {
                    return 0;
                }
                long to = start + length + ArenaBlock.GRANULE_BYTES - 1 & -ArenaBlock.GRANULE_BYTES;
                if (top.compareAndSet(from, to)) {
                    return start;
                }
            }
        }
    }

    /// The address of `bytes` bytes, which nobody else has; 0 when the blocks were freed meanwhile.
    ///
    /// @throws NativeOutOfMemoryError when there is no room; nothing is changed then
    long take(long bytes, long alignment) {
        while (true) {
            Filling current = filling.get();
            long address = current == null ? 0 : current.take(bytes, alignment);
            if (address != 0) {
                return address;
            }
            if (!grow(current, bytes, alignment)) {
                return 0;
            }
        }
    }

    /// Lets a new block be filled, unless another thread did. False when the blocks were freed meanwhile.
    private boolean grow(@Nullable Filling current, long bytes, long alignment) {
        ArenaBlock block = ArenaBlock.toFill(current == null ? null : current.block, bytes, alignment);
        Filling grown = new Filling(block, new AtomicLong());
        block.allocate(hakmem);
        grown.top.set(block.start());
        if (!filling.compareAndSet(current, grown)) {
            hakmem.free(block.start());
            return true;
        }
        return link(block);
    }

    /// The address of a block of its own; 0 when the blocks were freed meanwhile.
    ///
    /// @throws NativeOutOfMemoryError when there is no room; nothing is changed then
    long takeOwn(long bytes, long alignment, boolean zeroed) {
        ArenaBlock own = ArenaBlock.own(null);
        long address = own.allocate(hakmem, bytes, alignment, zeroed);
        return link(own) ? address : 0;
    }

    /// Hands a block to whoever closes; frees it when that was done already. Others may have taken parts of it by then,
    /// but their scope is closed, so that nobody writes.
    private boolean link(ArenaBlock block) {
        while (true) {
            ArenaBlock before = last.get();
            if (before == closed) {
                hakmem.free(block.start());
                return false;
            }
            if (last.compareAndSet(before, block.linkedTo(before))) {
                return true;
            }
        }
    }

    /// Frees all blocks, for ever.
    void close() {
        ArenaBlock blocks = last.getAndSet(closed);
        filling.set(null);
        ArenaBlock.freeAll(hakmem, blocks);
    }
}
