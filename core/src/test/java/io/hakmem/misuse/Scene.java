package io.hakmem.misuse;

import io.hakmem.Hakmem;
import io.hakmem.HeapCorruptionException;
import io.hakmem.HeapValidator;
import io.hakmem.InvalidFreeException;
import io.hakmem.NativeOutOfMemoryError;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/// One wrong use on an allocator of its own: what it was, and what was seen of it.
///
/// Exceptions of a wrong call are *thrown*, later signs of it *clues*; what right calls suffer is *harm*.
final class Scene {
    /// Clean pages beyond are not read by the validator: each costs a page fault.
    private static final long LOOKED_AT_BYTES = 8 << 20;

    private static final int LARGEST_PAGE_BYTES = 64 << 10;

    /// An attempt that was not refused.
    static final String ACCEPTED = "accepted";

    private final Hakmem hakmem;
    private final long bytes;
    private final String variant;
    private final SplittableRandom random;
    private final List<String> thrown = new ArrayList<>();
    private final Set<String> clues = new TreeSet<>();
    private final Set<String> harms = new TreeSet<>();
    private long writtenFrom = Long.MAX_VALUE;
    private long writtenTo = Long.MIN_VALUE;

    Scene(Hakmem hakmem, long bytes, String variant, SplittableRandom random) {
        this.hakmem = hakmem;
        this.bytes = bytes;
        this.variant = variant;
        this.random = random;
    }

    Hakmem hakmem() {
        return hakmem;
    }

    /// Length of the blocks that are misused.
    long bytes() {
        return bytes;
    }

    /// Which form of the wrong use.
    String variant() {
        return variant;
    }

    SplittableRandom random() {
        return random;
    }

    // ---- acts ----

    /// A live block, written all over.
    long block() {
        long address = hakmem.allocate(bytes);
        Marks.write(address, bytes, address);
        return address;
    }

    /// A block that was just freed.
    long freedBlock() {
        long address = block();
        release(address);
        return address;
    }

    /// The wrong call; whether it was accepted. A refused one changes nothing.
    boolean attempt(Runnable wrongCall) {
        long live = liveBytes();
        try {
            wrongCall.run();
            thrown.add(ACCEPTED);
            return true;
        } catch (InvalidFreeException e) {
            thrown.add(e.kind().name());
        } catch (IllegalArgumentException | IllegalStateException | NativeOutOfMemoryError e) {
            thrown.add(e.getClass().getSimpleName());
        }
        if (live != liveBytes()) {
            harm("CHANGED_STATISTICS");
        }
        return false;
    }

    /// Two threads freed one block at once.
    ///
    /// @param accepted how many of both calls were not refused
    void raced(int accepted) {
        if (accepted == 0) {
            throw new IllegalStateException("Two threads freed a live block, but both were refused.");
        }
        thrown.add(accepted == 2 ? ACCEPTED : InvalidFreeException.Kind.ALREADY_FREE.name());
    }

    /// A right free.
    void release(long address) {
        try {
            hakmem.free(address);
        } catch (InvalidFreeException e) {
            harm("REFUSED_FREE");
        } catch (HeapCorruptionException e) {
            clues.add("HeapCorruptionException");
            if (e.address() != address || !isWrittenWrongly(address + e.offset(), 1)) {
                harm("WRONG_REPORT: " + e.getMessage());
            }
        }
    }

    /// The same of a block that a refused call must not have changed.
    void releaseUnchanged(long address) {
        if (!Marks.hold(address, bytes, address)) {
            harm("CHANGED_BLOCK");
        }
        release(address);
    }

    /// A wrong write is about to come: what it hits is not the allocator's fault.
    void writes(long address, long length) {
        writtenFrom = Math.min(writtenFrom, address);
        writtenTo = Math.max(writtenTo, address + length);
    }

    void harm(String what) {
        harms.add(what);
    }

    private long liveBytes() {
        return hakmem.stats().memory().liveBytes();
    }

    // ---- what was seen ----

    /// What was seen, now that right calls came after the wrong one. Gives all memory back first.
    Sighting sighting() {
        hakmem.flush();
        hakmem.trim();
        if (hakmem.stats().memory().lostBytes() != 0) {
            clues.add("LOST_BLOCKS");
        }
        for (String note : hakmem.stats().notes()) {
            if (note.contains("after they were freed")) {
                clues.add("WRITTEN_AFTER_FREE");
            } else if (note.contains("freed twice")) {
                clues.add("FREED_TWICE");
            }
        }
        long end = hakmem.stats().mapping().base() + LOOKED_AT_BYTES;
        harms.addAll(
                HeapValidator.violations(hakmem, page -> page < end && !isWrittenWrongly(page, LARGEST_PAGE_BYTES)));
        return new Sighting(bytes, variant, thrown, List.copyOf(clues), List.copyOf(harms));
    }

    /// Whether the wrong write hit some of those bytes.
    boolean isWrittenWrongly(long address, long length) {
        return address < writtenTo && address + length > writtenFrom;
    }
}
