package io.hakmem.bench.sqlite;

import java.lang.foreign.MemorySegment;

/// A prepared statement, for one thread. Parameters count from 1, columns from 0.
public final class SqliteStatement implements AutoCloseable {
    /// Tells SQLite to copy a text.
    private static final long TRANSIENT = -1;

    private final SqliteConnection connection;
    private final String sql;
    private final long statement;

    SqliteStatement(SqliteConnection connection, String sql, long statement) {
        this.connection = connection;
        this.sql = sql;
        this.statement = statement;
    }

    /// Sets a parameter.
    public void bind(int parameter, long value) {
        try {
            connection.check((int) Sqlite.Functions.BIND_LONG.invokeExact(statement, parameter, value), sql);
        } catch (Throwable failed) {
            throw unchecked(failed);
        }
    }

    /// Sets a parameter to a text of `bytes` bytes, which SQLite copies.
    public void bind(int parameter, MemorySegment utf8, int bytes) {
        try {
            connection.check(
                    (int) Sqlite.Functions.BIND_TEXT.invokeExact(statement, parameter, utf8, bytes, TRANSIENT), sql);
        } catch (Throwable failed) {
            throw unchecked(failed);
        }
    }

    /// Goes on to the next row, and says whether there is one.
    ///
    /// @throws SqliteException when it is refused
    public boolean step() {
        try {
            int code = (int) Sqlite.Functions.STEP.invokeExact(statement);
            if (code != Sqlite.ROW && code != Sqlite.DONE) {
                throw connection.failure(code, sql);
            }
            return code == Sqlite.ROW;
        } catch (Throwable failed) {
            throw unchecked(failed);
        }
    }

    /// Makes the statement ready to begin again.
    public void reset() {
        try {
            int ignored = (int) Sqlite.Functions.RESET.invokeExact(statement); // what step has told already
        } catch (Throwable failed) {
            throw unchecked(failed);
        }
    }

    /// Returns a column of the row, 0 for a text that is no number.
    public long column(int index) {
        try {
            return (long) Sqlite.Functions.COLUMN_LONG.invokeExact(statement, index);
        } catch (Throwable failed) {
            throw unchecked(failed);
        }
    }

    @Override
    public void close() {
        int ignored = Sqlite.call(() -> (int) Sqlite.Functions.FINALIZE.invokeExact(statement));
    }

    /// A native function throws nothing, so it is a refusal, or the JVM's own.
    private static RuntimeException unchecked(Throwable failed) {
        if (failed instanceof Error error) {
            throw error;
        }
        return failed instanceof RuntimeException refused ? refused : new IllegalStateException(failed);
    }
}
