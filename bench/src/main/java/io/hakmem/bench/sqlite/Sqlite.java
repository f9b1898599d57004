package io.hakmem.bench.sqlite;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.hakmem.bench.allocator.LibraryFile;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout.OfLong;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;

/// The SQLite of this process: its library, and what is said about its memory. It is loaded by the first call.
public final class Sqlite {
    /// The result code when memory was refused.
    public static final int NOMEM = 7;

    static final int OK = 0;
    static final int ROW = 100;
    static final int DONE = 101;

    private static final LibraryFile FILE = new LibraryFile("libsqlite3-0", List.of("libsqlite3.so.0"));
    private static final int STATUS_MEMORY_USED = 0;
    private static final int STATUS_MALLOC_COUNT = 9;

    /// Two words for the answer to a question, the present figure and the largest one.
    private static final MemorySegment FIGURES = Arena.global().allocate(JAVA_LONG, 2);

    private Sqlite() {}

    /// Says in a sentence without a full stop what this machine lacks for it, if anything.
    public static Optional<String> whatIsMissing() {
        return FILE.whatIsMissing();
    }

    /// Ends the library: what it keeps between connections is freed. All of these must be closed.
    public static void shutdown() {
        check(call(() -> (int) Functions.SHUTDOWN.invokeExact()), "SQLite could not be shut down");
    }

    /// Returns the bytes in blocks that SQLite holds, by its own count.
    public static synchronized long memoryUsed() {
        return status(STATUS_MEMORY_USED);
    }

    /// Returns the blocks that SQLite holds, by its own count.
    public static synchronized long blocks() {
        return status(STATUS_MALLOC_COUNT);
    }

    private static long status(int figure) {
        check(
                call(() -> (int)
                        Functions.STATUS.invokeExact(figure, FIGURES, FIGURES.asSlice(OfLong.JAVA_LONG.byteSize()), 0)),
                "SQLite does not tell about its memory");
        return FIGURES.get(JAVA_LONG, 0);
    }

    /// Says to the library what memory functions it is to have, or has it tell them.
    static void configure(int option, MemorySegment methods) {
        check(
                call(() -> (int) Functions.CONFIG.invokeExact(option, methods)),
                "SQLite takes no memory functions (is it in use?)");
    }

    static void check(int code, String failure) {
        if (code != OK) {
            throw new SqliteException(code, failure);
        }
    }

    static String string(long address) {
        return address == 0
                ? ""
                : MemorySegment.ofAddress(address).reinterpret(Long.MAX_VALUE).getString(0);
    }

    /// A call of a native function, which throws nothing.
    interface Call<T> {
        T run() throws Throwable;
    }

    static <T> T call(Call<T> call) {
        try {
            return call.run();
        } catch (Throwable impossible) {
            throw new AssertionError("A native function does not throw", impossible);
        }
    }

    /// The functions, linked when the first one is called.
    static final class Functions {
        private static final SymbolLookup LIBRARY = FILE.load();

        static final MethodHandle SHUTDOWN = link("sqlite3_shutdown", FunctionDescriptor.of(JAVA_INT));
        static final MethodHandle STATUS =
                link("sqlite3_status64", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
        static final MethodHandle CONFIG = link(
                "sqlite3_config",
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS),
                Linker.Option.firstVariadicArg(1));
        static final MethodHandle OPEN = link("sqlite3_open", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
        static final MethodHandle CLOSE = link("sqlite3_close", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
        static final MethodHandle ERROR = link("sqlite3_errmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
        static final MethodHandle EXECUTE = link(
                "sqlite3_exec", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG));
        static final MethodHandle PREPARE = link(
                "sqlite3_prepare_v2",
                FunctionDescriptor.of(JAVA_INT, JAVA_LONG, ADDRESS, JAVA_INT, ADDRESS, JAVA_LONG));
        static final MethodHandle FINALIZE = link("sqlite3_finalize", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
        static final MethodHandle RESET = link("sqlite3_reset", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
        static final MethodHandle STEP = link("sqlite3_step", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
        static final MethodHandle BIND_LONG =
                link("sqlite3_bind_int64", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG));
        static final MethodHandle BIND_TEXT = link(
                "sqlite3_bind_text",
                FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG));
        static final MethodHandle COLUMN_LONG =
                link("sqlite3_column_int64", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT));

        private Functions() {}

        /// Not critical: they call back.
        private static MethodHandle link(String function, FunctionDescriptor descriptor, Linker.Option... options) {
            return Linker.nativeLinker().downcallHandle(LIBRARY.findOrThrow(function), descriptor, options);
        }
    }
}
