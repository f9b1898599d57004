package io.hakmem.model;

import io.hakmem.memory.NativeMemory;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What callers hold, kept beside the allocator: every block with its address, and which memory is in a live block.
/// Fills blocks when they come and looks at their contents when they go.
final class ReferenceHeap {
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
    private final BitSet live = new BitSet();
    private final BitSet written = new BitSet();
    private final Map<Integer, List<Block>> groups = new HashMap<>();
    private long liveBytes;
    private long nextPattern;

    /// A block that was allocated.
    static final class Block {
        private final long address;
        private final long usableBytes;
        private final long pattern;
        private boolean isLive = true;

        Block(long address, long usableBytes, long pattern) {
            this.address = address;
            this.usableBytes = usableBytes;
            this.pattern = pattern;
        }

        long address() {
            return address;
        }

        long usableBytes() {
            return usableBytes;
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
    }

    /// Takes a block in that the allocator handed out for a request of `bytes` bytes, and fills it.
    ///
    /// @throws AssertionError when it cannot be right: outside of the memory, over another live block, not aligned, too
    ///     short, or longer than it may be
    void allocated(int group, long bytes, long address, long usableBytes) {
        Block block = new Block(address, usableBytes, nextPattern);
        check(address >= base && usableBytes <= end - address, block, "lies outside of the reservation");
        check((address & alignment(usableBytes) - 1) == 0, block, "is not aligned");
        boolean tight = bytes >= TIGHT_FROM_BYTES && bytes <= SMALL_UP_TO_BYTES;
        check(usableBytes >= Math.max(bytes, 1), block, "is too short");
        check(!tight || usableBytes * 4 <= bytes * 5, block, "is too long");
        int granule = granule(address);
        int endGranule = granule(address + usableBytes - 1) + 1;
        int taken = live.nextSetBit(granule);
        check(taken < 0 || taken >= endGranule, block, "overlaps another live one");
        live.set(granule, endGranule);
        nextPattern += ODD;
        groups.computeIfAbsent(group, number -> new ArrayList<>()).add(block);
        liveBytes += usableBytes;
        fill(block);
    }

    /// Lets a live block go that is about to be freed.
    ///
    /// @throws AssertionError when its contents have changed
    void released(Block block) {
        checkContents(block);
        live.clear(granule(block.address), granule(block.address + block.usableBytes - 1) + 1);
        block.isLive = false;
        liveBytes -= block.usableBytes;
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
            checkWord(block, at);
        }
        checkWord(block, block.usableBytes - Long.BYTES);
    }

    private static void checkWord(Block block, long at) {
        long found = NativeMemory.getLong(block.address + at);
        if (found != word(block, at)) {
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
        for (List<Block> blocks : groups.values()) {
            for (Block block : blocks) {
                if (block.isLive) {
                    checkContents(block);
                }
            }
        }
    }

    private static long alignment(long usableBytes) {
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
        return groups.getOrDefault(group, List.of()).size();
    }

    /// A block of a group, live or not; `null` when there is none with that index.
    @Nullable
    Block block(int group, int index) {
        List<Block> blocks = groups.getOrDefault(group, List.of());
        return index >= 0 && index < blocks.size() ? blocks.get(index) : null;
    }

    /// Whether a live block begins at the address.
    boolean isLiveBlock(long address) {
        for (List<Block> blocks : groups.values()) {
            for (Block block : blocks) {
                if (block.address == address && block.isLive) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Addresses of all live blocks.
    Set<Long> liveAddresses() {
        Set<Long> addresses = new HashSet<>();
        for (List<Block> blocks : groups.values()) {
            for (Block block : blocks) {
                if (block.isLive) {
                    addresses.add(block.address);
                }
            }
        }
        return addresses;
    }

    /// Whether a block was ever filled on the page at an address.
    boolean wasWritten(long page) {
        return written.get(page(page));
    }

    /// All groups that were ever made.
    Set<Integer> groups() {
        return groups.keySet();
    }

    /// Sum of the usable lengths of all live blocks.
    long liveBytes() {
        return liveBytes;
    }
}
