package io.hakmem.bench.sqlite;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.hakmem.Hakmem;
import io.hakmem.NativeCallbacks;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;

/// SQLite's memory functions over a [Hakmem]: `sqlite3_mem_methods`. `xFree` is the pointer of [NativeCallbacks]; the
/// others count bytes by an `int`, so they are made here. None throws.
public final class SqliteMemory implements AutoCloseable {
    private static final int CONFIG_MALLOC = 4;
    private static final int CONFIG_GETMALLOC = 5;
    private static final int METHODS = 8;

    private final Hakmem hakmem;
    private final NativeCallbacks callbacks;
    private final Arena arena = Arena.ofShared();

    /// What SQLite had before.
    private final MemorySegment before = arena.allocate(ADDRESS, METHODS);

    /// Owner: who holds the lock that SQLite's own count of its memory is under.
    private long allocations;

    private SqliteMemory(Hakmem hakmem) {
        this.hakmem = hakmem;
        this.callbacks = hakmem.nativeCallbacks(arena);
    }

    /// Has SQLite allocate from `hakmem` until this is closed.
    ///
    /// @throws SqliteException when SQLite is in use: it must not have been called, or be shut down
    public static SqliteMemory install(Hakmem hakmem) {
        SqliteMemory memory = new SqliteMemory(hakmem);
        try {
            Sqlite.configure(CONFIG_GETMALLOC, memory.before);
            Sqlite.configure(CONFIG_MALLOC, memory.methods());
        } catch (Throwable refused) {
            memory.arena.close();
            throw refused;
        }
        return memory;
    }

    /// Gives SQLite the functions back that it had before. It must be shut down.
    @Override
    public void close() {
        Sqlite.configure(CONFIG_MALLOC, before);
        arena.close();
    }

    /// Returns the number of blocks that were freed, moves by `realloc` included, by SQLite's count of those it holds.
    public long frees() {
        return allocations - Sqlite.blocks();
    }

    /// Returns the number of calls with an address that was no live block's.
    public long refusedCalls() {
        return callbacks.refusedCalls();
    }

    private MemorySegment methods() {
        MemorySegment methods = arena.allocate(ADDRESS, METHODS);
        MemorySegment[] functions = {
            stub("malloc", FunctionDescriptor.of(JAVA_LONG, JAVA_INT)),
            callbacks.free(),
            stub("realloc", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT)),
            stub("size", FunctionDescriptor.of(JAVA_INT, JAVA_LONG)),
            stub("roundUp", FunctionDescriptor.of(JAVA_INT, JAVA_INT)),
            stub("initialize", FunctionDescriptor.of(JAVA_INT, JAVA_LONG)),
            stub("shutDown", FunctionDescriptor.ofVoid(JAVA_LONG)),
            MemorySegment.NULL
        };
        for (int index = 0; index < METHODS; index++) {
            methods.setAtIndex(ADDRESS, index, functions[index]);
        }
        return methods;
    }

    private MemorySegment stub(String method, FunctionDescriptor function) {
        try {
            return Linker.nativeLinker()
                    .upcallStub(MethodHandles.lookup().bind(this, method, function.toMethodType()), function, arena);
        } catch (ReflectiveOperationException missing) {
            throw new LinkageError("The method " + method + " is missing", missing);
        }
    }

    long malloc(int bytes) {
        try {
            long address = hakmem.allocate(bytes);
            allocations++;
            return address;
        } catch (Throwable refused) {
            return 0;
        }
    }

    long realloc(long block, int bytes) {
        try {
            long address = hakmem.reallocate(block, bytes);
            allocations += address == block ? 0 : 1;
            return address;
        } catch (Throwable refused) {
            return 0;
        }
    }

    int size(long block) {
        try {
            return block == 0 ? 0 : (int) hakmem.usableSize(block);
        } catch (Throwable refused) {
            return 0;
        }
    }

    /// What nothing can be said about stays as it is.
    int roundUp(int bytes) {
        try {
            return (int) Math.min(hakmem.goodSize(bytes), Integer.MAX_VALUE);
        } catch (Throwable refused) {
            return bytes;
        }
    }

    int initialize(long ignored) {
        return Sqlite.OK;
    }

    void shutDown(long ignored) {}
}
