package io.hakmem.os;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/// Linux by `mmap`, `madvise`, `munmap`, `memset` and `sched_getcpu`. Functions are linked when they are first needed.
final class LinuxPageSource implements PageSource {
    private static final int PROT_READ_WRITE = 1 | 2;
    private static final int MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x02 | 0x20 | 0x4000;
    private static final int MADV_DONTNEED = 4;
    private static final int MADV_HUGEPAGE = 14;
    private static final int MADV_NOHUGEPAGE = 15;
    private static final int MADV_DONTDUMP = 16;
    private static final int MADV_GUARD_INSTALL = 102;
    private static final int MADV_GUARD_REMOVE = 103;
    private static final int FEWEST_RANGES = 2;
    private static final long LARGEST_RESERVATION_BYTES = 1L << 42;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final int pageBytes = systemPageBytes();

    /// Links what calls of an allocator need later: linked by a call at the end of its stack, it would fail for ever.
    LinuxPageSource() {
        currentProcessor();
        zero(0, 0);
    }

    /// Whether the functions are there.
    static boolean isAvailable() {
        return LINKER.defaultLookup().find("mmap").isPresent()
                && LINKER.defaultLookup().find("sched_getcpu").isPresent();
    }

    @Override
    public String name() {
        return "linux";
    }

    @Override
    public int pageBytes() {
        return pageBytes;
    }

    @Override
    public long physicalBytes() {
        try (var lines = Files.lines(Path.of("/proc/meminfo"))) {
            return lines.filter(line -> line.startsWith("MemTotal:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    @Override
    public long largestReservationBytes() {
        return LARGEST_RESERVATION_BYTES;
    }

    @Override
    public long map(long bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            long address = (long) Map.MMAP.invokeExact(
                    state, MemorySegment.NULL, bytes, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS_NORESERVE, -1, 0L);
            if (address == -1) {
                throw new PageSourceException("mmap of " + bytes + " bytes", (int) ERRNO.get(state, 0L));
            }
            return address;
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /// A kernel without transparent huge pages refuses advice about them; all is a wish only, unless it is to be heard.
    @Override
    public void adviseReservation(long address, long bytes, HugePages hugePages) {
        wish(address, bytes, MADV_DONTDUMP);
        if (hugePages == HugePages.ALWAYS) {
            call(Advise.MADVISE, "madvise(MADV_HUGEPAGE)", address, bytes, MADV_HUGEPAGE);
        } else {
            wish(address, bytes, hugePages == HugePages.NEVER ? MADV_NOHUGEPAGE : MADV_HUGEPAGE);
        }
    }

    private static void wish(long address, long bytes, int advice) {
        try {
            call(Advise.MADVISE, "madvise(" + advice + ")", address, bytes, advice);
        } catch (PageSourceException e) {
            // as good
        }
    }

    @Override
    public void unmap(long address, long bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            if ((int) Unmap.MUNMAP.invokeExact(state, address, bytes) != 0) {
                throw new PageSourceException("munmap of " + bytes + " bytes", (int) ERRNO.get(state, 0L));
            }
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    @Override
    public void purge(long address, long bytes) {
        call(Advise.MADVISE, "madvise(MADV_DONTNEED)", address, bytes, MADV_DONTNEED);
    }

    /// By `process_madvise` where the kernel takes it for one's own pages (6.13 and later): a call for many ranges
    /// costs little more than one for a single range.
    @Override
    public void purge(long[] addresses, long[] lengths, int count) {
        if (count < FEWEST_RANGES || Vectored.PROCESS < 0 || !purgeVectored(addresses, lengths, count)) {
            PageSource.super.purge(addresses, lengths, count);
        }
    }

    /// Whether the kernel took all ranges. After a part of them, all are purged again, one by one: an error then has
    /// its number.
    private static boolean purgeVectored(long[] addresses, long[] lengths, int count) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ranges = arena.allocate(JAVA_LONG, 2L * count);
            long bytes = 0;
            for (int range = 0; range < count; range++) {
                ranges.setAtIndex(JAVA_LONG, 2L * range, addresses[range]);
                ranges.setAtIndex(JAVA_LONG, 2L * range + 1, lengths[range]);
                bytes += lengths[range];
            }
            return Vectored.madvise(Vectored.PROCESS, ranges, count) == bytes;
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /// By markers in the page table, which Linux has from 6.13 on: they cost no mapping.
    @Override
    public boolean guard(long address, long bytes) {
        try {
            call(Advise.MADVISE, "madvise(MADV_GUARD_INSTALL)", address, bytes, MADV_GUARD_INSTALL);
            return true;
        } catch (PageSourceException e) {
            return false;
        }
    }

    @Override
    public void unguard(long address, long bytes) {
        call(Advise.MADVISE, "madvise(MADV_GUARD_REMOVE)", address, bytes, MADV_GUARD_REMOVE);
    }

    /// By `memset`, which goes past the caches where the range is long: a third faster than what the JDK has.
    @Override
    public void zero(long address, long bytes) {
        try {
            Zero.MEMSET.invokeExact(address, 0, bytes);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    @Override
    public int currentProcessor() {
        try {
            return (int) Processor.SCHED_GETCPU.invokeExact();
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    private static void call(MethodHandle madvise, String name, long address, long bytes, int advice) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            if ((int) madvise.invokeExact(state, address, bytes, advice) != 0) {
                throw new PageSourceException(name + " of " + bytes + " bytes", (int) ERRNO.get(state, 0L));
            }
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    private static int systemPageBytes() {
        try {
            return (int) PageSize.GETPAGESIZE.invokeExact();
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    private static RuntimeException rethrow(Throwable e) {
        if (e instanceof RuntimeException unchecked) {
            return unchecked;
        }
        if (e instanceof Error error) {
            throw error;
        }
        return new IllegalStateException("a native call threw", e);
    }

    private static MethodHandle link(String name, FunctionDescriptor type, Linker.Option... options) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup()
                        .find(name)
                        .orElseThrow(() -> new PageSourceException("linking " + name, 38 /* ENOSYS */)),
                type,
                options);
    }

    /// `mmap`, linked on first use.
    private static final class Map {
        static final MethodHandle MMAP = link(
                "mmap",
                FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG),
                Linker.Option.captureCallState("errno"));
    }

    /// `munmap`, linked on first use.
    private static final class Unmap {
        static final MethodHandle MUNMAP = link(
                "munmap",
                FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG),
                Linker.Option.captureCallState("errno"));
    }

    /// `madvise`, linked on first use. Never critical: a long call would hold up safepoints.
    private static final class Advise {
        static final MethodHandle MADVISE = link(
                "madvise",
                FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT),
                Linker.Option.captureCallState("errno"));
    }

    /// `process_madvise` on this process, linked on first use; neither there before glibc 2.36.
    private static final class Vectored {
        private static final MethodHandle PIDFD_OPEN =
                linkIfThere("pidfd_open", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
        private static final MethodHandle PROCESS_MADVISE = linkIfThere(
                "process_madvise", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT));

        /// A descriptor of this process, open as long as that lives; negative when the kernel does not let it purge.
        private static final int PROCESS = openProcess();

        private static MethodHandle linkIfThere(String name, FunctionDescriptor type) {
            return LINKER.defaultLookup()
                    .find(name)
                    .map(function -> LINKER.downcallHandle(function, type))
                    .orElseGet(() -> MethodHandles.empty(type.toMethodType()));
        }

        /// Asks with no ranges whether the kernel would: an older one refuses the advice before it looks at them.
        private static int openProcess() {
            try {
                int process = (int) PIDFD_OPEN.invokeExact(
                        Math.toIntExact(ProcessHandle.current().pid()), 0);
                return process > 0 && madvise(process, MemorySegment.NULL, 0) == 0 ? process : -1;
            } catch (Throwable e) {
                throw rethrow(e);
            }
        }

        static long madvise(int process, MemorySegment ranges, long count) throws Throwable {
            return (long) PROCESS_MADVISE.invokeExact(process, ranges, count, MADV_DONTNEED, 0);
        }
    }

    /// `memset`, linked on first use. Never critical: a long call would hold up safepoints.
    private static final class Zero {
        static final MethodHandle MEMSET = link("memset", FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_INT, JAVA_LONG));
    }

    /// `getpagesize`, linked on first use.
    private static final class PageSize {
        static final MethodHandle GETPAGESIZE =
                link("getpagesize", FunctionDescriptor.of(JAVA_INT), Linker.Option.critical(false));
    }

    /// `sched_getcpu`, linked on first use; it returns within nanoseconds, so it may be critical.
    private static final class Processor {
        static final MethodHandle SCHED_GETCPU =
                link("sched_getcpu", FunctionDescriptor.of(JAVA_INT), Linker.Option.critical(false));
    }
}
