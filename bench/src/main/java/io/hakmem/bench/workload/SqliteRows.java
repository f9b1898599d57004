package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import io.hakmem.bench.sqlite.Sqlite;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// One thread with a SQLite database in memory, where SQLite allocates: it inserts rows in one transaction, looks some
/// up by an index, sums them up by groups, reads them all in the order of their names, and closes the database. One
/// operation is a row that is inserted, looked up or read in order.
///
/// @param rows that are inserted
/// @param seed of the generator, as an unsigned 32-bit number
public record SqliteRows(int rows, long seed) implements Workload {
    /// The name on the command line.
    public static final String NAME = "sqlite";

    /// The arguments, in order.
    public static final List<String> ARGUMENTS = List.of("ROWS", "SEED");

    private static final int MOST_ROWS = 1_000_000_000;

    /// Makes one from its words.
    public static SqliteRows of(List<String> words) {
        Arguments arguments = new Arguments(NAME, ARGUMENTS, words);
        return new SqliteRows(arguments.wholeInt(0, 1, MOST_ROWS), arguments.seed(1));
    }

    /// Returns the arguments that stand for those not given on the command line.
    public static List<String> defaultWords() {
        return List.of("1000000", "42");
    }

    /// Says in a sentence without a full stop what this machine lacks for it, if anything.
    public static Optional<String> whatIsMissing() {
        return Sqlite.whatIsMissing();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean callsAllocator() {
        return false;
    }

    @Override
    public Outcome run(Allocator allocator, ThreadKind threads, Duration warmUp, MeasuredTime measuredTime)
            throws InterruptedException {
        return new SqliteRowsRun(this, allocator).run(threads, warmUp, measuredTime);
    }
}
