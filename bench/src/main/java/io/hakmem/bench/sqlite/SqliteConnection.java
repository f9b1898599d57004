package io.hakmem.bench.sqlite;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A database in memory, for one thread.
public final class SqliteConnection implements AutoCloseable {
    private final long database;

    private SqliteConnection(long database) {
        this.database = database;
    }

    /// Opens a new one.
    ///
    /// @throws SqliteException when it is refused
    public static SqliteConnection open() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(":memory:");
            MemorySegment database = arena.allocate(JAVA_LONG);
            int code = Sqlite.call(() -> (int) Sqlite.Functions.OPEN.invokeExact(name, database));
            SqliteConnection connection = new SqliteConnection(database.get(JAVA_LONG, 0));
            if (code != Sqlite.OK) {
                connection.close();
            }
            Sqlite.check(code, "No database could be opened");
            return connection;
        }
    }

    /// Executes statements that give no rows.
    ///
    /// @throws SqliteException when one is refused
    public void execute(String sql) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocateFrom(sql);
            check(Sqlite.call(() -> (int) Sqlite.Functions.EXECUTE.invokeExact(database, text, 0L, 0L, 0L)), sql);
        }
    }

    /// Prepares one statement, which is to be closed before the connection.
    ///
    /// @throws SqliteException when it is refused
    public SqliteStatement prepare(String sql) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocateFrom(sql);
            MemorySegment statement = arena.allocate(JAVA_LONG);
            check(
                    Sqlite.call(() -> (int) Sqlite.Functions.PREPARE.invokeExact(database, text, -1, statement, 0L)),
                    sql);
            return new SqliteStatement(this, sql, statement.get(JAVA_LONG, 0));
        }
    }

    /// Frees all that the database holds.
    @Override
    public void close() {
        Sqlite.check(
                Sqlite.call(() -> (int) Sqlite.Functions.CLOSE.invokeExact(database)),
                "A database could not be closed (is a statement still open?)");
    }

    void check(int code, String sql) {
        if (code != Sqlite.OK) {
            throw failure(code, sql);
        }
    }

    SqliteException failure(int code, String sql) {
        String words = Sqlite.string(Sqlite.call(() -> (long) Sqlite.Functions.ERROR.invokeExact(database)));
        return new SqliteException(code, "'" + sql + "' was refused: " + words);
    }
}
