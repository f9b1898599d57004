package io.hakmem.arrow;

import java.lang.System.Logger.Level;
import org.apache.arrow.memory.BufferAllocator;

/// Flags of the JVM that Arrow itself needs, whoever allocates: it reads and writes by `sun.misc.Unsafe`, and makes its
/// `java.nio` buffers by reflection.
final class ArrowFlags {
    private static final String NATIVE_MEMORY = "org.apache.arrow.memory.util.MemoryUtil";

    private ArrowFlags() {}

    /// Refuses to start without what Arrow cannot live without, and warns once of what only some of its calls need.
    ///
    /// @throws IllegalStateException when Arrow cannot use native memory; the message names the flag
    static void require() {
        try {
            Class.forName(NATIVE_MEMORY, true, BufferAllocator.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            throw new IllegalStateException(
                    "Apache Arrow cannot read or write native memory on Java "
                            + Runtime.version().feature()
                            + ", since it does so by sun.misc.Unsafe, which is denied. Start Java with"
                            + " --sun-misc-unsafe-memory-access=allow and " + opens() + ".",
                    e);
        }
        Warning.tellOnce();
    }

    private static boolean mayMakeBuffers() {
        return Object.class.getModule().isOpen("java.nio", BufferAllocator.class.getModule());
    }

    private static String opens() {
        Module arrow = BufferAllocator.class.getModule();
        return "--add-opens=java.base/java.nio=" + (arrow.isNamed() ? arrow.getName() : "ALL-UNNAMED");
    }

    /// Its initialisation is the one time.
    private static final class Warning {
        static {
            if (!mayMakeBuffers()) {
                System.getLogger("io.hakmem.arrow")
                        .log(
                                Level.WARNING,
                                "Apache Arrow cannot make java.nio buffers: ArrowBuf.nioBuffer(), and with it Arrow's"
                                        + " files, streams and Flight, will throw UnsupportedOperationException. Start"
                                        + " Java with "
                                        + opens() + ".");
            }
        }

        private Warning() {}

        static void tellOnce() {}
    }
}
