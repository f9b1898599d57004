package io.hakmem.lwjgl;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakmem.Hakmem;
import io.hakmem.InvalidFreeException;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lwjgl.stb.STBImage;
import org.lwjgl.system.Configuration;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.util.meshoptimizer.MeshOptimizer;

/// LWJGL takes one allocator per JVM: this one.
class HakmemAllocatorTest {
    private static final long LIMIT_BYTES = 64 << 20;
    private static final Hakmem HAKMEM = Hakmem.shared().child("lwjgl", LIMIT_BYTES);
    private static final HakmemAllocator ALLOCATOR = new HakmemAllocator(HAKMEM);

    @BeforeAll
    static void install() {
        Configuration.MEMORY_ALLOCATOR.set(ALLOCATOR);
        assertThat(MemoryUtil.getAllocator()).isSameAs(ALLOCATOR);
    }

    @AfterEach
    void leavesNothing() {
        assertThat(liveBytes()).isZero();
        assertThat(ALLOCATOR.callbacks().refusedCalls()).isZero();
    }

    @Test
    void memAlloc_buffer_liesInHakmemUntilMemFree() {
        ByteBuffer buffer = MemoryUtil.memAlloc(1000);
        buffer.putLong(992, 42);

        assertThat(HAKMEM.usableSize(MemoryUtil.memAddress(buffer))).isEqualTo(HAKMEM.goodSize(1000));
        MemoryUtil.memFree(buffer);
    }

    @Test
    void memCalloc_afterDirtyBlock_isZero() {
        ByteBuffer dirty = MemoryUtil.memAlloc(64);
        MemoryUtil.memSet(dirty, 0x55);
        MemoryUtil.memFree(dirty);

        ByteBuffer zeroed = MemoryUtil.memCalloc(8, 8);

        for (int i = 0; i < 64; i += 8) {
            assertThat(zeroed.getLong(i)).isZero();
        }
        MemoryUtil.memFree(zeroed);
    }

    @Test
    void memRealloc_longer_keepsContents() {
        ByteBuffer buffer = MemoryUtil.memAlloc(64);
        buffer.putLong(56, 42);
        ByteBuffer longer = MemoryUtil.memRealloc(buffer, 100_000);

        assertThat(longer.getLong(56)).isEqualTo(42);
        assertThat(longer.capacity()).isEqualTo(100_000);
        MemoryUtil.memFree(longer);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 64, 4096, 65536})
    void memAlignedAlloc_powerOfTwo_isAligned(int alignment) {
        ByteBuffer buffer = MemoryUtil.memAlignedAlloc(alignment, 100);

        assertThat(MemoryUtil.memAddress(buffer) % alignment).isZero();
        MemoryUtil.memAlignedFree(buffer);
    }

    @Test
    void memAlloc_beyondTheLimit_isLwjglsOutOfMemoryError() {
        assertThat(MemoryUtil.nmemAlloc(2 * LIMIT_BYTES)).isZero();
        assertThat(MemoryUtil.nmemCalloc(2, LIMIT_BYTES)).isZero();
        assertThat(MemoryUtil.nmemAlignedAlloc(64, 2 * LIMIT_BYTES)).isZero();
        assertThatThrownBy(() -> MemoryUtil.memAlloc((int) (2 * LIMIT_BYTES))).isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void memRealloc_beyondTheLimit_leavesTheBlockAsItWas() {
        long block = MemoryUtil.nmemAlloc(64);
        MemoryUtil.memPutLong(block, 42);

        assertThat(MemoryUtil.nmemRealloc(block, 2 * LIMIT_BYTES)).isZero();

        assertThat(MemoryUtil.memGetLong(block)).isEqualTo(42);
        MemoryUtil.nmemFree(block);
    }

    @Test
    void memFree_wrongAddress_isRefused() {
        long block = MemoryUtil.nmemAlloc(64);

        assertThatThrownBy(() -> MemoryUtil.nmemFree(block + 16)).isInstanceOf(InvalidFreeException.class);

        MemoryUtil.nmemFree(block);
        assertThatThrownBy(() -> MemoryUtil.nmemFree(block)).isInstanceOf(InvalidFreeException.class);
    }

    /// LWJGL hands all six pointers to stb when it loads it.
    @Test
    void stb_image_isDecodedInHakmem() {
        int side = 200;
        byte[] header = ("P6 " + side + " " + side + " 255\n").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer file = MemoryUtil.memAlloc(header.length + side * side * 3).put(0, header);
        for (int i = header.length; i < file.capacity(); i++) {
            file.put(i, (byte) (i * 31));
        }
        long freesBefore = frees();
        try (MemoryStack stack = MemoryStack.stackPush()) {
            IntBuffer shape = stack.mallocInt(3);
            ByteBuffer image = requireNonNull(
                    STBImage.stbi_load_from_memory(file, shape.slice(0, 1), shape.slice(1, 1), shape.slice(2, 1), 4));

            for (int pixel = 0; pixel < side * side; pixel++) {
                assertThat(image.get(pixel * 4 + 1)).isEqualTo(file.get(header.length + pixel * 3 + 1));
            }
            assertThat(HAKMEM.usableSize(MemoryUtil.memAddress(image))).isGreaterThanOrEqualTo(4L * side * side);
            assertThat(frees()).isGreaterThan(freesBefore); // three bytes a pixel, before they became four
            STBImage.stbi_image_free(image);
        }
        MemoryUtil.memFree(file);
    }

    /// meshoptimizer takes two of them on request.
    @Test
    void meshoptimizer_withOurPointers_worksInHakmem() {
        MeshOptimizer.nmeshopt_setAllocator(ALLOCATOR.getMalloc(), ALLOCATOR.getFree());
        IntBuffer indices = MemoryUtil.memAllocInt(6).put(0, new int[] {0, 1, 2, 2, 1, 3});
        IntBuffer optimised = MemoryUtil.memAllocInt(6);
        long freesBefore = frees();

        MeshOptimizer.meshopt_optimizeVertexCache(optimised, indices, 4);

        assertThat(frees()).isGreaterThan(freesBefore);
        assertThat(IntStream.range(0, 6).map(optimised::get).sorted()).containsExactly(0, 1, 1, 2, 2, 3);
        MemoryUtil.memFree(indices);
        MemoryUtil.memFree(optimised);
    }

    private static long frees() {
        return HAKMEM.stats().frees().local() + HAKMEM.stats().frees().remote();
    }

    private static long liveBytes() {
        return HAKMEM.stats().memory().liveBytes();
    }
}
