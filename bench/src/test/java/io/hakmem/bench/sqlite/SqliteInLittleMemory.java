package io.hakmem.bench.sqlite;

import io.hakmem.Hakmem;

/// A process whose allocator has a limit: a database grows past it, is told so, and works on.
final class SqliteInLittleMemory {
    private static final String NUMBERS =
            "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ";

    private SqliteInLittleMemory() {}

    /// Prints what happened.
    public static void main(String[] arguments) {
        Hakmem hakmem = Hakmem.shared();
        try (SqliteMemory memory = SqliteMemory.install(hakmem)) {
            try (SqliteConnection database = SqliteConnection.open()) {
                database.execute("CREATE TABLE t (n INTEGER, text BLOB)");
                database.execute(insert(100));
                try {
                    database.execute(insert(1_000_000));
                } catch (SqliteException refused) {
                    System.out.println("the insert was refused with code " + refused.code());
                }
                require(database, 100, "what was there before is there");
                database.execute(insert(100));
                require(database, 200, "an insert is served again");
            }
            Sqlite.shutdown();
            System.out.println(hakmem.stats().memory().liveBytes() + " bytes are live at the end, and "
                    + memory.refusedCalls() + " calls were refused");
        }
    }

    private static String insert(int rows) {
        return "INSERT INTO t " + NUMBERS + rows + ") SELECT n, zeroblob(500) FROM number";
    }

    private static void require(SqliteConnection database, long rows, String message) {
        try (SqliteStatement query = database.prepare("SELECT count(*) FROM t")) {
            boolean found = query.step();
            System.out.println(found && query.column(0) == rows ? message : "there are " + query.column(0) + " rows");
        }
    }
}
