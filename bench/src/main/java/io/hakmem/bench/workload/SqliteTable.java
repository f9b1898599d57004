package io.hakmem.bench.workload;

import io.hakmem.bench.sqlite.SqliteConnection;
import io.hakmem.bench.sqlite.SqliteStatement;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A table of rows with a number, a code that has an index, and a name, in a database of its own. Everything that is
/// read goes into a checksum. Owner: the thread that opened it.
final class SqliteTable implements AutoCloseable {
    private static final int SHORTEST_NAME = 8;
    private static final int LONGEST_NAME = 40;
    private static final int LETTERS = 26;
    private static final int MULTIPLIER = 31;

    private final int rows;
    private final Mt19937 generator;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment name = arena.allocate(LONGEST_NAME);
    private final SqliteConnection database = SqliteConnection.open();
    private long checksum;

    SqliteTable(int rows, long seed) {
        this.rows = rows;
        this.generator = new Mt19937(seed);
        database.execute("PRAGMA temp_store = MEMORY");
        database.execute("CREATE TABLE item (id INTEGER PRIMARY KEY, code INTEGER NOT NULL, name TEXT NOT NULL)");
        database.execute("CREATE INDEX item_code ON item (code)");
    }

    /// Inserts all rows in one transaction.
    void insert() {
        database.execute("BEGIN");
        try (SqliteStatement insert = database.prepare("INSERT INTO item VALUES (?, ?, ?)")) {
            for (int id = 0; id < rows; id++) {
                insert.bind(1, id);
                insert.bind(2, code());
                insert.bind(3, name, writeName());
                insert.step();
                insert.reset();
            }
        }
        database.execute("COMMIT");
    }

    /// Looks up the rows of so many random codes.
    void lookUp(int codes) {
        try (SqliteStatement query = database.prepare("SELECT id, length(name) FROM item WHERE code = ?")) {
            for (int count = 0; count < codes; count++) {
                query.bind(1, code());
                while (query.step()) {
                    add(query.column(0));
                    add(query.column(1));
                }
                query.reset();
            }
        }
    }

    /// Sums the rows up by groups of codes, and returns how many there are.
    long sumUp() {
        long counted = 0;
        try (SqliteStatement query = database.prepare(
                "SELECT code % 100, count(*), sum(length(name)), sum(id) FROM item GROUP BY 1 ORDER BY 1")) {
            while (query.step()) {
                counted += query.column(1);
                for (int column = 0; column < 4; column++) {
                    add(query.column(column));
                }
            }
        }
        return counted;
    }

    /// Reads all rows in the order of their names, and returns how many there are.
    ///
    /// @param atFirst what is to be done when all are sorted and the first one is there
    long sort(OneThread.Task atFirst) throws InterruptedException {
        long read = 0;
        try (SqliteStatement query = database.prepare("SELECT id FROM item ORDER BY name, id")) {
            while (query.step()) {
                if (read == 0) {
                    atFirst.run();
                }
                read++;
                add(query.column(0));
            }
        }
        return read;
    }

    /// Returns what all that was read comes to.
    long checksum() {
        return checksum;
    }

    @Override
    public void close() {
        database.close();
        arena.close();
    }

    private long code() {
        return generator.uniform(0, rows - 1L);
    }

    private int writeName() {
        int length = (int) generator.uniform(SHORTEST_NAME, LONGEST_NAME);
        for (int index = 0; index < length; index++) {
            name.set(ValueLayout.JAVA_BYTE, index, (byte) ('a' + generator.uniform(0, LETTERS - 1)));
        }
        return length;
    }

    private void add(long value) {
        checksum = checksum * MULTIPLIER + value;
    }
}
