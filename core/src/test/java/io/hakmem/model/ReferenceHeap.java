package io.hakmem.model;

import io.hakmem.memory.NativeMemory;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What callers hold, kept beside the allocator: every block with its address, and which memory is in a live block.
/// Fills blocks when they come and looks at their contents when they go.
final class ReferenceHeap {
    /// The address of no block.
    static final long NO_BLOCK = -1;

    private static final int GRANULE_SHIFT = 4;
    private static final int NATURALLY_ALIGNED_UP_TO_BYTES = 4096;
    private static final int TIGHT_FROM_BYTES = 128;
    private static final int SMALL_UP_TO_BYTES = 8192;

    private static final int FILLED_UP_TO_BYTES = 1024;

    /// Distance of the words that longer blocks get, of size classes and above.
    private static final int SMALL_STRIDE_BYTES = 64;

    private static final int LARGE_STRIDE_BYTES = 65536;

    private static final long ODD = 0x9e37_79b9_7f4a_7c15L;

    private final long base;
    private final int pageBytes;
    private final long end;

    /// A bit for each granule of a live block, and for the first one of each.
    private final BitSet live;

    private final BitSet begins;

    /// A bit for each page that a block was filled on.
    private final BitSet written = new BitSet();

    /// The blocks of each group, by its number.
    private final List<List<Block>> groups = new ArrayList<>();
    private long liveBytes;
    private long nextPattern;

    /// A block that was allocated.
    static final class Block {
        private final long address;
        private final long usableBytes;
        private final long sizedBytes;
        private final long pattern;
        private boolean isLive = true;

        Block(long address, long usableBytes, long sizedBytes, long pattern) {
            this.address = address;
            this.usableBytes = usableBytes;
            this.sizedBytes = sizedBytes;
            this.pattern = pattern;
        }

        long address() {
            return address;
        }

        long usableBytes() {
            return usableBytes;
        }

        /// A length that a sized free of the block may tell.
        long sizedBytes() {
            return sizedBytes;
        }

        boolean isLive() {
            return isLive;
        }

        @Override
        public String toString() {
            return "block 0x" + Long.toHexString(address) + " of " + usableBytes + " bytes";
        }
    }

    /// Nothing is allocated.
    ///
    /// @param base first address that any block can have
    /// @param bytes length of the memory that blocks can lie in
    ReferenceHeap(long base, long bytes, int pageBytes) {
        this.base = base;
        this.pageBytes = pageBytes;
        this.end = base + bytes;
        this.live = new BitSet((int) (bytes >>> GRANULE_SHIFT));
        this.begins = new BitSet((int) (bytes >>> GRANULE_SHIFT));
    }

    /// Takes a block in that the allocator handed out for a request, and fills it.
    ///
    /// @param alignment that was asked for, 1 for none
    /// @throws AssertionError when it cannot be right: outside of the memory, over another live block, not aligned, too
    ///     short, or longer than it may be
    void allocated(int group, long bytes, long alignment, long address, long usableBytes) {
        Block block = new Block(address, usableBytes, alignment == 1 ? bytes : usableBytes, nextPattern);
        check((address & alignment - 1) == 0, block, "is not aligned as asked");
        check(alignment > 1 || usableBytes <= mostBytes(bytes), block, "is too long");
        enter(group, bytes, block);
        fill(block);
    }

    /// Takes a block in that the allocator made of another one, which was released before.
    ///
    /// @throws AssertionError as by [#allocated], or when it does not hold what the old one held
    void reallocated(int group, long bytes, Block old, long address, long usableBytes) {
        Block block = new Block(address, usableBytes, bytes, nextPattern);
        check(usableBytes <= Math.max(mostBytes(bytes), 2 * bytes + 1), block, "is too long");
        enter(group, bytes, block);
        long kept = Math.min(bytes, old.usableBytes) - Long.BYTES;
        for (long at = 0; at <= kept; at += stride(old)) {
            checkWord(block, at, word(old, at));
        }
        written.set(page(address), page(address + usableBytes - 1) + 1);
        fill(block);
    }

    private void enter(int group, long bytes, Block block) {
        nextPattern += ODD;
        long address = block.address;
        long usableBytes = block.usableBytes;
        check(address >= base && usableBytes <= end - address, block, "lies outside of the reservation");
        check((address & naturalAlignment(usableBytes) - 1) == 0, block, "is not aligned");
        check(usableBytes >= Math.max(bytes, 1), block, "is too short");
        int granule = granule(address);
        int endGranule = granule(address + usableBytes - 1) + 1;
        int taken = live.nextSetBit(granule);
        check(taken < 0 || taken >= endGranule, block, "overlaps another live one");
        live.set(granule, endGranule);
        begins.set(granule);
        while (groups.size() <= group) {
            groups.add(new ArrayList<>());
        }
        groups.get(group).add(block);
        liveBytes += usableBytes;
    }

    /// Lets a live block go that is about to be freed.
    ///
    /// @throws AssertionError when its contents have changed
    void released(Block block) {
        checkContents(block);
        live.clear(granule(block.address), granule(block.address + block.usableBytes - 1) + 1);
        begins.clear(granule(block.address));
        block.isLive = false;
        liveBytes -= block.usableBytes;
    }

    /// Takes a block in again that was released, but not freed in the end.
    void releasedInVain(Block block) {
        checkContents(block);
        live.set(granule(block.address), granule(block.address + block.usableBytes - 1) + 1);
        begins.set(granule(block.address));
        block.isLive = true;
        liveBytes += block.usableBytes;
    }

    private int granule(long address) {
        return (int) ((address - base) >>> GRANULE_SHIFT);
    }

    private void fill(Block block) {
        int stride = stride(block);
        for (long at = 0; at < block.usableBytes; at += stride) {
            NativeMemory.setLong(block.address + at, word(block, at));
        }
        long last = block.usableBytes - Long.BYTES;
        NativeMemory.setLong(block.address + last, word(block, last));
        for (long at = 0; at < block.usableBytes; at += Math.max(stride, pageBytes)) {
            written.set(page(block.address + at));
        }
        written.set(page(block.address + last));
    }

    private int page(long address) {
        return (int) ((address - base) / pageBytes);
    }

    private static void checkContents(Block block) {
        int stride = stride(block);
        for (long at = 0; at < block.usableBytes; at += stride) {
            checkWord(block, at, word(block, at));
        }
        long last = block.usableBytes - Long.BYTES;
        checkWord(block, last, word(block, last));
    }

    private static void checkWord(Block block, long at, long expected) {
        long found = NativeMemory.getLong(block.address + at);
        if (found != expected) {
            throw new AssertionError(block + ": the word at " + at + " was changed to 0x" + Long.toHexString(found));
        }
    }

    private static int stride(Block block) {
        if (block.usableBytes <= FILLED_UP_TO_BYTES) {
            return Long.BYTES;
        }
        return block.usableBytes <= SMALL_UP_TO_BYTES ? SMALL_STRIDE_BYTES : LARGE_STRIDE_BYTES;
    }

    private static long word(Block block, long at) {
        return ~(block.pattern + at);
    }

    /// Looks at the contents of every live block.
    void checkAllContents() {
        for (List<Block> blocks : groups) {
            for (Block block : blocks) {
                if (block.isLive) {
                    checkContents(block);
                }
            }
        }
    }

    /// The longest that a block may be for a request: a quarter more, or rounded up to pages.
    private long mostBytes(long bytes) {
        if (bytes > SMALL_UP_TO_BYTES) {
            return bytes + pageBytes - 1;
        }
        return bytes < TIGHT_FROM_BYTES ? 2 * TIGHT_FROM_BYTES : bytes + bytes / 4;
    }

    private static long naturalAlignment(long usableBytes) {
        boolean natural = usableBytes <= NATURALLY_ALIGNED_UP_TO_BYTES && Long.bitCount(usableBytes) == 1;
        return natural ? usableBytes : 1 << GRANULE_SHIFT;
    }

    private static void check(boolean holds, Block block, String violation) {
        if (!holds) {
            throw new AssertionError(block + " " + violation);
        }
    }

    // ---- queries ----

    /// Number of blocks that were allocated in a group, live or not.
    int size(int group) {
        return blocks(group).size();
    }

    private List<Block> blocks(int group) {
        return group < groups.size() ? groups.get(group) : List.of();
    }

    /// A block of a group, live or not; `null` when there is none with that index.
    @Nullable
    Block block(int group, int index) {
        List<Block> blocks = blocks(group);
        return index >= 0 && index < blocks.size() ? blocks.get(index) : null;
    }

    /// Whether a live block begins at the address.
    boolean isLiveBlock(long address) {
        return address >= base && address < end && nextBlock(address) == address;
    }

    /// Address of the first live block that begins at `address`, which is in the memory, or behind it; [#NO_BLOCK] for
    /// none.
    long nextBlock(long address) {
        int granule = begins.nextSetBit(granule(address + (1 << GRANULE_SHIFT) - 1));
        return granule < 0 ? NO_BLOCK : base + ((long) granule << GRANULE_SHIFT);
    }

    /// Usable length of the live block that begins at the address.
    long lengthAt(long address) {
        int granule = granule(address);
        int next = begins.nextSetBit(granule + 1);
        int free = live.nextClearBit(granule);
        return (long) ((next < 0 ? free : Math.min(free, next)) - granule) << GRANULE_SHIFT;
    }

    /// Whether a block was filled on the page at an address since this was asked the last time.
    boolean takeWritten(long page) {
        boolean was = written.get(page(page));
        written.clear(page(page));
        return was;
    }

    /// Number of groups that were ever made, or left out.
    int groups() {
        return groups.size();
    }

    /// Sum of the usable lengths of all live blocks.
    long liveBytes() {
        return liveBytes;
    }
}
