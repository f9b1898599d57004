package io.hakmem;

import io.hakmem.os.ProcessFigures;
import io.hakmem.pool.Commitment;
import io.hakmem.pool.SharedPool;
import io.hakmem.pool.StackRoom;
import io.hakmem.size.SizeClasses;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Collectors;

/// What is told when a request is refused: one report per cause, which is the budget that lacks and the size; what
/// follows for the same cause points to it, until memory has come back.
///
/// Nothing is held when a report is made, so it may need Java heap, and fail for want of it.
final class OutOfMemoryReports {
    private static final int LARGEST_HOLDERS = 5;

    /// Size classes, then powers of two.
    private static final int MAGNITUDES = SizeClasses.COUNT + Long.SIZE;

    private final SharedPool pool;
    private final Commitment commitment;
    private final StatsReader statsReader;
    private final AtomicInteger reports = new AtomicInteger();

    /// By cause, the number of its report; 0 for none.
    private final AtomicIntegerArray reportOf = new AtomicIntegerArray(Lack.values().length * MAGNITUDES);

    private final ReportCallback callback = new ReportCallback("out-of-memory");
    private volatile long committedAtReport;

    /// What a request found too little of.
    enum Lack {
        BUDGET("the budget"),
        PROCESS_BUDGET("the budget of the process, or of a parent,"),
        RESERVATION("the reservation");

        private final String text;

        Lack(String text) {
            this.text = text;
        }
    }

    OutOfMemoryReports(SharedPool pool, StatsReader statsReader) {
        this.pool = pool;
        this.commitment = pool.slots().commitment();
        this.statsReader = statsReader;
    }

    ReportCallback callback() {
        return callback;
    }

    /// The error for a request of `bytes` bytes that found no room.
    NativeOutOfMemoryError refused(long bytes) {
        Lack lack = lackOf(bytes);
        statsReader.refused(lack);
        forgetIfMemoryCameBack();
        int cause = lack.ordinal() * MAGNITUDES + magnitude(bytes);
        try {
            StackRoom.requireForSteps();
            String asked = "A block of " + bytes + " bytes was asked for, but " + lack.text + " has no room";
            int first = reportOf.get(cause);
            int number = first != 0 ? 0 : reports.incrementAndGet();
            if (number == 0 || !reportOf.compareAndSet(cause, 0, number)) {
                return new NativeOutOfMemoryError(asked + ", as told in report " + reportOf.get(cause) + ".");
            }
            if (reports.get() == number) {
                committedAtReport = commitment.committedBytes();
                commitment.forgetLow();
            }
            String report = asked + " (report " + number + "): " + figures();
            callback.tell(report);
            return new NativeOutOfMemoryError(report);
        } catch (OutOfMemoryError | StackOverflowError | LinkageError e) {
            reportOf.set(cause, 0); // the next one tries again
            return new NativeOutOfMemoryError("No room, nor Java heap or stack to tell more.");
        }
    }

    /// What there is too little of just now.
    private Lack lackOf(long bytes) {
        if (commitment.lacks(bytes)) {
            return Lack.BUDGET;
        }
        return commitment.lacksInParents(bytes) ? Lack.PROCESS_BUDGET : Lack.RESERVATION;
    }

    private static int magnitude(long bytes) {
        return bytes <= SizeClasses.LARGEST_BYTES
                ? SizeClasses.of(bytes)
                : SizeClasses.COUNT + 63 - Long.numberOfLeadingZeros(bytes);
    }

    /// An eighth of what was committed at the last report went back: what is refused now is news.
    private void forgetIfMemoryCameBack() {
        if (reports.get() != 0 && commitment.lowBytes() < committedAtReport - committedAtReport / 8) {
            commitment.forgetLow();
            committedAtReport = commitment.committedBytes();
            for (int cause = 0; cause < reportOf.length(); cause++) {
                reportOf.set(cause, 0);
            }
        }
    }

    private String figures() {
        Stats stats = statsReader.read();
        Stats.Memory memory = stats.memory();
        Stats.Limits limits = stats.limits();
        ProcessFigures process = ProcessFigures.read(Path.of("/proc"));
        return memory.liveBytes() + " bytes live, " + memory.parkedBytes() + " parked, " + memory.committedBytes()
                + " committed, " + memory.reservedBytes() + " reserved; budget " + bytes(limits.hardBytes())
                + ", of the process or a parent " + bytes(limits.processBytes()) + "; "
                + stats.superSlabs().active() + " SuperSlabs active, "
                + stats.superSlabs().cached() + " cached; " + process.mappings() + " mappings of at most "
                + process.mostMappings() + ", VmSize " + process.virtualBytes() + ", VmRSS " + process.residentBytes()
                + "; most live bytes in blocks of " + holders(stats) + "."
                + (pool.slots().refusedPurges() > 0 ? " " + statsReader.refusals() : "");
    }

    private static String bytes(long limit) {
        return limit == Long.MAX_VALUE ? "unlimited" : limit + " bytes";
    }

    private static String holders(Stats stats) {
        Comparator<Stats.SizeClass> byLiveBytes =
                Comparator.comparingLong(sizeClass -> sizeClass.live() * sizeClass.blockBytes());
        String holders = stats.sizeClasses().stream()
                .filter(sizeClass -> sizeClass.live() > 0)
                .sorted(byLiveBytes.reversed())
                .limit(LARGEST_HOLDERS)
                .map(sizeClass -> sizeClass.blockBytes() + " bytes: " + sizeClass.live() * sizeClass.blockBytes())
                .collect(Collectors.joining(", "));
        return holders.isEmpty() ? "no size class" : holders;
    }
}
