package io.hakmem.bench.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.hakmem.Hakmem;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// SQLite inside of an allocator.
final class SqliteMemoryTest {
    private static final Hakmem HAKMEM = Hakmem.shared();
    private static final String NUMBERS =
            "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 10000) ";

    @BeforeAll
    static void needsSqlite() {
        assumeThat(Sqlite.whatIsMissing()).isEmpty();
    }

    @Test
    void database_inAnAllocator_isCountedThereAndLeavesNothing() {
        long liveBefore = liveBytes();
        try (SqliteMemory memory = SqliteMemory.install(HAKMEM)) {
            try (SqliteConnection database = SqliteConnection.open()) {
                database.execute("CREATE TABLE t (n INTEGER, text TEXT)");
                database.execute(
                        "INSERT INTO t " + NUMBERS + "SELECT n, hex(zeroblob(n % 50)) FROM number ORDER BY -n");

                assertThat(sum(database)).isEqualTo(10_000L * 10_001 / 2);
                assertThat(Sqlite.memoryUsed()).isGreaterThan(500_000);
                assertThat(liveBytes() - liveBefore).isEqualTo(Sqlite.memoryUsed());
            }
            Sqlite.shutdown();
            assertThat(memory.frees()).isGreaterThan(1_000);
            assertThat(memory.refusedCalls()).isZero();
        }
        assertThat(liveBytes()).isEqualTo(liveBefore);
    }

    @Test
    void close_memory_givesSqliteItsOwnBack() {
        SqliteMemory.install(HAKMEM).close();
        long liveBefore = liveBytes();
        try (SqliteConnection database = SqliteConnection.open()) {
            database.execute("CREATE TABLE t (n INTEGER)");
            assertThat(Sqlite.memoryUsed()).isPositive();
            assertThat(liveBytes()).isEqualTo(liveBefore);
        }
        Sqlite.shutdown();
    }

    @Test
    void install_sqliteInUse_isRefused() {
        SqliteConnection database = SqliteConnection.open();
        try (database) {
            assertThatThrownBy(() -> SqliteMemory.install(HAKMEM))
                    .isInstanceOf(SqliteException.class)
                    .hasMessageStartingWith("SQLite takes no memory functions (is it in use?)");
        }
        Sqlite.shutdown();
    }

    /// In a JVM of its own, since the limit is that of the process.
    @Test
    void database_beyondTheLimit_isToldSoAndGoesOnWhenMemoryIsFree() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(commandOf(SqliteInLittleMemory.class, "-Dhakmem.limit=16m"))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output.lines())
                .containsExactly(
                        "the insert was refused with code 7",
                        "what was there before is there",
                        "an insert is served again",
                        "0 bytes are live at the end, and 0 calls were refused");
    }

    private static List<String> commandOf(Class<?> main, String argument) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", argument, "-cp"));
        command.add(Stream.of(main, SqliteMemory.class, Hakmem.class)
                .map(SqliteMemoryTest::placeOf)
                .distinct()
                .collect(Collectors.joining(File.pathSeparator)));
        command.add(main.getName());
        return command;
    }

    private static String placeOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static long sum(SqliteConnection database) {
        try (SqliteStatement query = database.prepare("SELECT sum(n) FROM t")) {
            assertThat(query.step()).isTrue();
            return query.column(0);
        }
    }

    private static long liveBytes() {
        return HAKMEM.stats().memory().liveBytes();
    }
}
