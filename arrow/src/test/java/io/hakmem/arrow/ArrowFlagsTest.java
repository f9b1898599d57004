package io.hakmem.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.Hakmem;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;

/// Each in a JVM of its own, since flags are given once.
class ArrowFlagsTest {
    private static final String UNSAFE = "--sun-misc-unsafe-memory-access=allow";
    private static final String OPENS = "--add-opens=java.base/java.nio=ALL-UNNAMED";

    @Test
    void root_allFlags_worksAndSaysNothing() throws Exception {
        ChildJvm child = ChildJvm.run(List.of(UNSAFE, OPENS), OneBuffer.class);

        assertThat(child).isEqualTo(new ChildJvm(0, "42\n"));
    }

    @Test
    void root_unsafeDenied_namesTheFlags() throws Exception {
        ChildJvm child = ChildJvm.run(List.of("--sun-misc-unsafe-memory-access=deny", OPENS), OneBuffer.class);

        assertThat(child.exitCode()).isEqualTo(1);
        assertThat(child.output())
                .contains("java.lang.IllegalStateException: Apache Arrow cannot read or write", UNSAFE);
    }

    @Test
    void root_nioNotOpen_worksAndWarnsOnceOfTheFlag() throws Exception {
        ChildJvm child = ChildJvm.run(List.of(UNSAFE), OneBuffer.class);

        assertThat(child.exitCode()).isZero();
        assertThat(child.output()).contains("42").containsOnlyOnce("Start Java with " + OPENS);
    }

    /// Writes a buffer and reads it.
    static final class OneBuffer {
        private OneBuffer() {}

        @SuppressWarnings("SystemOut") // what the parent reads
        public static void main(String[] arguments) {
            HakmemArrow.newRoot(Hakmem.shared()).close();
            try (BufferAllocator root = HakmemArrow.newRoot(Hakmem.shared());
                    ArrowBuf buffer = root.buffer(8)) {
                buffer.setLong(0, 42);
                System.out.println(buffer.getLong(0));
            }
        }
    }
}
