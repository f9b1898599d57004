package io.hakmem;

import io.hakmem.harden.GuardedRun;
import io.hakmem.os.PageSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// A sample of all blocks, each at the end of pages of its own, with a page behind that nobody may touch: a write
/// behind the end ends the JVM where it happens, by design.
///
/// Owner: nobody; a block belongs to whoever takes it out of the map.
final class GuardedBlocks {
    private static final long LONGEST_BYTES = 1 << 20;

    private final Hakmem plain;
    private final PageSource source;
    private final int oneOf;
    private final ConcurrentHashMap<Long, GuardedRun> byAddress = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Long, GuardedRun> byRun = new ConcurrentHashMap<>();

    /// @param oneOf of so many blocks one is guarded; 0 for none
    GuardedBlocks(Hakmem plain, PageSource source, int oneOf) {
        this.plain = plain;
        this.source = source;
        this.oneOf = oneOf;
    }

    /// A guarded block, or 0: it was not its turn, or the system has no such pages.
    long allocate(long bytes, long alignment) {
        if (oneOf == 0 || bytes > LONGEST_BYTES || ThreadLocalRandom.current().nextInt(oneOf) != 0) {
            return 0;
        }
        int page = source.pageBytes();
        long data = Math.max(1, (Math.max(bytes, alignment) + page - 1) / page) * page;
        long begin = plain.allocate(data + page, Math.max(page, alignment));
        long end = begin + data;
        if (!source.guard(end, page)) {
            plain.free(begin);
            SystemLog.warnOnce("The system has no guard pages: hakmem.guardSample has no effect.");
            return 0;
        }
        GuardedRun run = new GuardedRun(begin, end, end - bytes & -alignment, bytes);
        byRun.put(begin, run);
        byAddress.put(run.address(), run);
        return run.address();
    }

    /// The block at an address, if it is guarded and live.
    @Nullable
    GuardedRun get(long address) {
        return oneOf == 0 ? null : byAddress.get(address);
    }

    /// The block in the pages that begin there.
    @Nullable
    GuardedRun inRun(long begin) {
        return oneOf == 0 ? null : byRun.get(begin);
    }

    /// Frees a block; whether nobody else did.
    boolean free(GuardedRun run) {
        if (!byAddress.remove(run.address(), run)) {
            return false;
        }
        byRun.remove(run.begin());
        source.unguard(run.end(), source.pageBytes());
        plain.free(run.begin());
        return true;
    }
}
