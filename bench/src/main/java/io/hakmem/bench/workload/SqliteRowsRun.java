package io.hakmem.bench.workload;

import io.hakmem.Hakmem;
import io.hakmem.bench.allocator.Allocator;
import io.hakmem.bench.sqlite.Sqlite;
import io.hakmem.bench.sqlite.SqliteMemory;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One run of the sqlite job on a thread of its own, which owns all fields while it runs.
final class SqliteRowsRun {
    private static final int MOST_WARM_UP_ROWS = 20_000;
    private static final int ROWS_PER_LOOK_UP = 4;

    private final SqliteRows job;
    private final Allocator allocator;
    private long nanos;
    private long frees;
    private long checksum;

    SqliteRowsRun(SqliteRows job, Allocator allocator) {
        this.job = job;
        this.allocator = allocator;
    }

    Outcome run(ThreadKind threads, Duration warmUp, MeasuredTime measuredTime) throws InterruptedException {
        Hakmem hakmem = allocator.hakmem();
        if (hakmem == null) {
            OneThread.run(threads, () -> runOn(null, warmUp, measuredTime));
            Sqlite.shutdown();
        } else {
            runIn(hakmem, threads, warmUp, measuredTime);
        }
        measuredTime.watch("shut down", Duration.ZERO, Holding.NOTHING);
        return new Outcome(
                2L * job.rows() + lookUps(job.rows()), nanos, frees, 0, WorkloadFigures.ofChecksum(checksum));
    }

    /// All that SQLite took must have come back when it is shut down.
    private void runIn(Hakmem hakmem, ThreadKind threads, Duration warmUp, MeasuredTime measuredTime)
            throws InterruptedException {
        long liveBefore = hakmem.stats().memory().liveBytes();
        try (SqliteMemory memory = SqliteMemory.install(hakmem)) {
            OneThread.run(threads, () -> runOn(memory, warmUp, measuredTime));
            Sqlite.shutdown();
            if (memory.refusedCalls() != 0) {
                throw new WorkloadFailure("SQLite freed " + memory.refusedCalls() + " wrong addresses");
            }
        }
        long left = hakmem.stats().memory().liveBytes() - liveBefore;
        if (left != 0) {
            throw new WorkloadFailure("After SQLite was shut down, " + left + " bytes of its blocks were live");
        }
    }

    /// The database is closed after the end of the measured time, so that memory is read while it is there; the time
    /// that this takes counts.
    private void runOn(@Nullable SqliteMemory memory, Duration warmUp, MeasuredTime measuredTime)
            throws InterruptedException {
        long startNanos = System.nanoTime();
        while (System.nanoTime() - startNanos < warmUp.toNanos()) {
            try (SqliteTable table = new SqliteTable(Math.min(job.rows(), MOST_WARM_UP_ROWS), job.seed())) {
                work(table, Math.min(job.rows(), MOST_WARM_UP_ROWS), MeasuredTime.IGNORED);
            }
        }
        nanos = 0;
        long freesBefore = memory == null ? 0 : memory.frees();
        measuredTime.begins();
        SqliteTable table = new SqliteTable(job.rows(), job.seed());
        work(table, job.rows(), measuredTime);
        measuredTime.ended();
        frees = memory == null ? 0 : memory.frees() - freesBefore;
        timed(table::close);
        checksum = table.checksum();
        look("closed", measuredTime);
    }

    private void work(SqliteTable table, int rows, MeasuredTime measuredTime) throws InterruptedException {
        timed(table::insert);
        look("inserted", measuredTime);
        timed(() -> table.lookUp(lookUps(rows)));
        look("looked up", measuredTime);
        timed(() -> require(rows, table.sumUp()));
        look("summed up", measuredTime);
        timed(() -> require(rows, table.sort(() -> {
            long startNanos = System.nanoTime();
            look("sorted", measuredTime);
            nanos -= System.nanoTime() - startNanos;
        })));
        look("read in order", measuredTime);
    }

    private void timed(OneThread.Task task) throws InterruptedException {
        long startNanos = System.nanoTime();
        task.run();
        nanos += System.nanoTime() - startNanos;
    }

    private static void look(String moment, MeasuredTime measuredTime) throws InterruptedException {
        measuredTime.watch(moment, Duration.ZERO, Holding.ofBytes(Sqlite.memoryUsed()));
    }

    private static int lookUps(int rows) {
        return rows / ROWS_PER_LOOK_UP;
    }

    private static void require(long rows, long found) {
        if (found != rows) {
            throw new WorkloadFailure("SQLite found " + found + " rows of " + rows);
        }
    }
}
