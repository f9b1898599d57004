package io.hakmem.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakmem.Hakmem;
import io.hakmem.NativeOutOfMemoryError;
import io.netty.buffer.ByteBuf;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a wrong use of buffers and allocators is told, and that it harms nothing.
class MisuseTest {
    private final ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
    private final HakmemByteBufAllocator allocator = new HakmemByteBufAllocator();

    @AfterEach
    void leaveNothing() {
        ResourceLeakDetector.setLevel(level);
        allocator.close();
    }

    @Test
    void release_secondTime_isRefused() {
        ByteBuf buffer = allocator.directBuffer(100);
        buffer.release();

        assertThatThrownBy(buffer::release)
                .isInstanceOf(IllegalReferenceCountException.class)
                .hasMessageContaining("released 1 times, but only 0 references are left")
                .hasMessageContaining("-Dio.netty.leakDetection.level=paranoid");
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    @Test
    void release_moreOftenThanRetained_isRefusedAsAWhole() {
        ByteBuf buffer = allocator.directBuffer(100).retain();

        assertThatThrownBy(() -> buffer.release(3))
                .isInstanceOf(IllegalReferenceCountException.class)
                .hasMessageContaining("released 3 times, but only 2 references are left");
        assertThat(buffer.release(2)).isTrue();
    }

    @Test
    void access_afterRelease_isRefused() {
        ByteBuf buffer = allocator.directBuffer(100);
        buffer.release();

        assertThatThrownBy(() -> buffer.setLong(0, 1)).isInstanceOf(IllegalReferenceCountException.class);
        assertThatThrownBy(() -> buffer.getByte(0)).isInstanceOf(IllegalReferenceCountException.class);
        assertThatThrownBy(() -> buffer.nioBuffer(0, 1)).isInstanceOf(IllegalReferenceCountException.class);
        assertThatThrownBy(buffer::memoryAddress).isInstanceOf(IllegalReferenceCountException.class);
        assertThatThrownBy(() -> buffer.capacity(200)).isInstanceOf(IllegalReferenceCountException.class);
    }

    @Test
    void capacity_beyondTheMaximum_isRefused() {
        ByteBuf buffer = allocator.directBuffer(100, 200);

        assertThatThrownBy(() -> buffer.capacity(201))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("201")
                .hasMessageContaining("200");
        assertThat(buffer.capacity()).isEqualTo(100);
        buffer.release();
    }

    @Test
    void directBuffer_beyondTheBudget_isRefusedAndTheNextOneServed() {
        try (HakmemByteBufAllocator small = new HakmemByteBufAllocator(Hakmem.shared(), "small", 4 << 20, true)) {
            assertThatThrownBy(() -> small.directBuffer(8 << 20)).isInstanceOf(NativeOutOfMemoryError.class);

            ByteBuf buffer = small.directBuffer(1000);
            assertThatThrownBy(() -> buffer.capacity(8 << 20)).isInstanceOf(NativeOutOfMemoryError.class);
            assertThat(buffer.capacity()).isEqualTo(1000);
            buffer.release();
        }
    }

    @Test
    void directBuffer_ofAClosedAllocator_isRefused() {
        allocator.close();

        assertThatThrownBy(allocator::directBuffer)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is closed");
    }

    @Test
    void close_withBuffersOut_tellsHowManyAndHowToFindThem() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        ByteBuf first = allocator.directBuffer(1024);
        ByteBuf second = allocator.directBuffer(1024);

        assertThatThrownBy(allocator::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("2 live blocks of 2048 bytes")
                .hasMessageContaining("-Dio.netty.leakDetection.level=paranoid");
        first.release();
        second.release();
    }

    @Test
    void close_withWatchedBuffersOut_tellsTheOldestOnesAgeAndPlace() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ByteBuf first = oldest();
        ByteBuf second = allocator.directBuffer(1024);

        assertThatThrownBy(allocator::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The oldest of 2")
                .hasMessageMatching(
                        "(?s).* was allocated \\d+\\.\\d+ s ago at\\s+" + MisuseTest.class.getName() + "\\.oldest.*");
        first.release();
        second.release();
    }

    private ByteBuf oldest() {
        return allocator.directBuffer(1024);
    }

    @Test
    void allocator_withoutNativeAccess_namesTheFlag() throws IOException, InterruptedException {
        Process child = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--illegal-native-access=deny",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Denied.class.getName()))
                .redirectErrorStream(true)
                .start();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(said).contains("start it with --enable-native-access=ALL-UNNAMED");
        assertThat(child.waitFor()).isZero();
    }

    /// A program that is denied native access.
    static final class Denied {
        private Denied() {}

        @SuppressWarnings("SystemOut") // a program
        static void main() {
            try {
                HakmemByteBufAllocator.shared();
            } catch (IllegalStateException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
