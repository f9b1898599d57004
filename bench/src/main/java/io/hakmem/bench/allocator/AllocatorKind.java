package io.hakmem.bench.allocator;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The allocators that a JVM can measure, by the names they have on the command line.
///
/// Naming one loads nothing: the implementing class is loaded by [#open()].
public enum AllocatorKind {
    /// HAKMEM, through its plain API, at its default level of checking.
    HAKMEM("hakmem"),
    /// HAKMEM at the level `fast`.
    HAKMEM_FAST("hakmem:fast", "-Dhakmem.checking=fast"),
    /// HAKMEM at the level `checked`.
    HAKMEM_CHECKED("hakmem:checked", "-Dhakmem.checking=checked"),
    /// HAKMEM at the level `hardened`.
    HAKMEM_HARDENED("hakmem:hardened", "-Dhakmem.checking=hardened"),
    /// The harness alone.
    NULL("null"),
    /// The C library's `malloc`, called through `java.lang.foreign`.
    FFM_GLIBC("ffm:glibc", NativeLibrary.GLIBC),
    /// mimalloc, called likewise.
    FFM_MIMALLOC("ffm:mimalloc", NativeLibrary.MIMALLOC),
    /// jemalloc, called likewise.
    FFM_JEMALLOC("ffm:jemalloc", NativeLibrary.JEMALLOC),
    /// tcmalloc, called likewise.
    FFM_TCMALLOC("ffm:tcmalloc", NativeLibrary.TCMALLOC),
    /// The C library's `malloc` by critical downcalls.
    CRITICAL_GLIBC("ffm-critical:glibc", NativeLibrary.GLIBC),
    /// mimalloc by critical downcalls.
    CRITICAL_MIMALLOC("ffm-critical:mimalloc", NativeLibrary.MIMALLOC),
    /// jemalloc by critical downcalls.
    CRITICAL_JEMALLOC("ffm-critical:jemalloc", NativeLibrary.JEMALLOC),
    /// tcmalloc by critical downcalls.
    CRITICAL_TCMALLOC("ffm-critical:tcmalloc", NativeLibrary.TCMALLOC),
    /// `sun.misc.Unsafe`.
    UNSAFE("unsafe", Flags.UNSAFE_ALLOWED),
    /// A confined arena of the JDK for each block.
    ARENA_CONFINED("arena-confined"),
    /// A shared arena of the JDK for each block.
    ARENA_SHARED("arena-shared"),
    /// Netty's `PooledByteBufAllocator`.
    NETTY_POOLED("netty-pooled", Flags.UNSAFE_ALLOWED, Flags.NETTY_UNSAFE, Flags.NETTY_ROOM, Flags.NETTY_CACHES),
    /// Netty's `AdaptiveByteBufAllocator`.
    NETTY_ADAPTIVE("netty-adaptive", Flags.UNSAFE_ALLOWED, Flags.NETTY_UNSAFE, Flags.NETTY_ROOM),
    /// Netty's `PooledByteBufAllocator` without `sun.misc.Unsafe`.
    NETTY_POOLED_NO_UNSAFE("netty-pooled:no-unsafe", Flags.NETTY_NO_UNSAFE, Flags.NETTY_ROOM, Flags.NETTY_CACHES),
    /// Netty's `AdaptiveByteBufAllocator` without `sun.misc.Unsafe`.
    NETTY_ADAPTIVE_NO_UNSAFE("netty-adaptive:no-unsafe", Flags.NETTY_NO_UNSAFE, Flags.NETTY_ROOM),
    /// LWJGL's `MemoryUtil` over the C library.
    LWJGL_SYSTEM(
            "lwjgl-system",
            Flags.UNSAFE_ALLOWED,
            Flags.LWJGL_NATIVES,
            Flags.LWJGL_ACCESS,
            Flags.LWJGL_ALLOCATOR + "system"),
    /// LWJGL's `MemoryUtil` over the jemalloc that it brings along.
    LWJGL_JEMALLOC(
            "lwjgl-jemalloc",
            Flags.UNSAFE_ALLOWED,
            Flags.LWJGL_NATIVES,
            Flags.LWJGL_ACCESS,
            Flags.LWJGL_ALLOCATOR + "jemalloc"),
    /// LWJGL's `MemoryUtil` over the rpmalloc that it brings along.
    LWJGL_RPMALLOC(
            "lwjgl-rpmalloc",
            Flags.UNSAFE_ALLOWED,
            Flags.LWJGL_NATIVES,
            Flags.LWJGL_ACCESS,
            Flags.LWJGL_ALLOCATOR + "rpmalloc");

    private final String label;
    private final @Nullable NativeLibrary library;

    @SuppressWarnings("ImmutableEnumChecker") // A list of `List.of`.
    private final List<String> jvmArguments;

    AllocatorKind(String label, String... jvmArguments) {
        this.label = label;
        this.library = null;
        this.jvmArguments = List.of(jvmArguments);
    }

    AllocatorKind(String label, NativeLibrary library) {
        this.label = label;
        this.library = library;
        this.jvmArguments = List.of();
    }

    /// Returns the name on the command line and in reports.
    public String label() {
        return label;
    }

    /// Returns the allocator of this name, if there is one.
    public static Optional<AllocatorKind> labelled(String label) {
        return Arrays.stream(values()).filter(kind -> kind.label.equals(label)).findFirst();
    }

    /// Returns all names, for messages.
    public static String labels() {
        return Arrays.stream(values()).map(AllocatorKind::label).collect(Collectors.joining(", "));
    }

    /// Says whether it is HAKMEM, at whatever level.
    public boolean isHakmem() {
        return label.equals("hakmem") || label.startsWith("hakmem:");
    }

    /// Says whether it keeps Java objects for each block, so that no workload can tell how large a Java heap it needs.
    public boolean keepsObjects() {
        return switch (this) {
            case ARENA_CONFINED,
                    ARENA_SHARED,
                    NETTY_POOLED,
                    NETTY_ADAPTIVE,
                    NETTY_POOLED_NO_UNSAFE,
                    NETTY_ADAPTIVE_NO_UNSAFE -> true;
            default -> false;
        };
    }

    /// Says in a sentence without a full stop what this machine lacks for it, if anything.
    public Optional<String> whatIsMissing() {
        return switch (this) {
            case LWJGL_SYSTEM, LWJGL_JEMALLOC, LWJGL_RPMALLOC -> LwjglAllocator.whatIsMissing();
            default -> library == null ? Optional.empty() : library.whatIsMissing();
        };
    }

    /// Returns the environment variables that a process needs from its start to open it.
    public Map<String, String> environment() {
        return library == null ? Map.of() : library.environment();
    }

    /// Returns the arguments that a JVM needs to open it.
    public List<String> jvmArguments() {
        return jvmArguments;
    }

    /// Loads and starts the allocator. The process has its environment and its arguments.
    public Allocator open() {
        return switch (this) {
            case HAKMEM, HAKMEM_FAST, HAKMEM_CHECKED, HAKMEM_HARDENED -> new HakmemAllocator();
            case NULL -> new NullAllocator();
            case FFM_GLIBC, FFM_MIMALLOC, FFM_JEMALLOC, FFM_TCMALLOC -> open(library, false);
            case CRITICAL_GLIBC, CRITICAL_MIMALLOC, CRITICAL_JEMALLOC, CRITICAL_TCMALLOC -> open(library, true);
            case UNSAFE -> new UnsafeAllocator();
            case ARENA_CONFINED -> ArenaAllocator.confined();
            case ARENA_SHARED -> ArenaAllocator.shared();
            case NETTY_POOLED, NETTY_POOLED_NO_UNSAFE -> NettyAllocator.pooled();
            case NETTY_ADAPTIVE, NETTY_ADAPTIVE_NO_UNSAFE -> NettyAllocator.adaptive();
            case LWJGL_SYSTEM -> new LwjglAllocator("the C library");
            case LWJGL_JEMALLOC -> new LwjglAllocator("jemalloc");
            case LWJGL_RPMALLOC -> new LwjglAllocator("rpmalloc");
        };
    }

    private static Allocator open(@Nullable NativeLibrary library, boolean critical) {
        return Objects.requireNonNull(library).open(critical);
    }

    private static final class Flags {
        static final String UNSAFE_ALLOWED = "--sun-misc-unsafe-memory-access=allow";
        static final String NETTY_UNSAFE = "-Dio.netty.noUnsafe=false";
        static final String NETTY_NO_UNSAFE = "-Dio.netty.noUnsafe=true";
        /// The JDK's own limit is the size of the Java heap, which a workload may keep small.
        static final String NETTY_ROOM = "-XX:MaxDirectMemorySize=1t";

        static final String NETTY_CACHES = "-Dio.netty.allocator.useCacheForAllThreads=true";
        static final String LWJGL_NATIVES = "--add-modules=ALL-MODULE-PATH";
        static final String LWJGL_ACCESS = "--enable-native-access=org.lwjgl,org.lwjgl.jemalloc,org.lwjgl.rpmalloc";
        static final String LWJGL_ALLOCATOR = "-Dorg.lwjgl.system.allocator=";
    }
}
