package io.hakmem.os;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Memory from the JDK's own arenas, for systems whose calls are not known here. The whole reservation is memory
/// that is in use from the start, so it is small, and a purge only zeroes.
public final class PortablePageSource implements PageSource {
    private static final int PAGE_BYTES = 4096;
    private static final long LARGEST_RESERVATION_BYTES = 256L << 20;
    private static final int ENOMEM = 12;
    private static final int EINVAL = 22;

    private final ConcurrentMap<Long, Arena> arenas = new ConcurrentHashMap<>();

    @Override
    public String name() {
        return "portable";
    }

    @Override
    public int pageBytes() {
        return PAGE_BYTES;
    }

    @Override
    public long physicalBytes() {
        return 0;
    }

    @Override
    public long largestReservationBytes() {
        return LARGEST_RESERVATION_BYTES;
    }

    @Override
    public long map(long bytes) {
        Arena arena = Arena.ofShared();
        try {
            MemorySegment segment = arena.allocate(bytes, PAGE_BYTES);
            arenas.put(segment.address(), arena);
            return segment.address();
        } catch (OutOfMemoryError e) {
            arena.close();
            throw new PageSourceException("an arena of " + bytes + " bytes", ENOMEM);
        }
    }

    @Override
    public void adviseReservation(long address, long bytes, HugePages hugePages) {
        if (hugePages == HugePages.ALWAYS) {
            throw new PageSourceException("huge pages in an arena", EINVAL);
        }
    }

    @Override
    public void unmap(long address, long bytes) {
        Arena arena = arenas.remove(address);
        if (arena == null) {
            throw new PageSourceException("closing the arena at 0x" + Long.toHexString(address), EINVAL);
        }
        arena.close();
    }

    @Override
    public void purge(long address, long bytes) {
        zero(address, bytes);
    }

    @Override
    public int currentProcessor() {
        return (int) Thread.currentThread().threadId();
    }
}
