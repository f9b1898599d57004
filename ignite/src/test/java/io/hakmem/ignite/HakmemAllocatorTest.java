package io.hakmem.ignite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakmem.Hakmem;
import io.hakmem.InvalidFreeException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.apache.ignite.internal.mem.DirectMemoryRegion;
import org.apache.ignite.internal.mem.unsafe.UnsafeMemoryProvider;
import org.apache.ignite.logger.NullLogger;
import org.apache.ignite.mem.MemoryAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The allocator as Ignite's own provider of regions calls it.
class HakmemAllocatorTest {
    private final Hakmem hakmem = Hakmem.shared().child("ignite", 64 << 20);
    private final HakmemAllocator allocator = new HakmemAllocator(hakmem);

    /// Refuses when something is left.
    @AfterEach
    void close() {
        hakmem.close();
    }

    @Test
    void provider_twoChunks_areBlocksUntilItsShutdown() {
        UnsafeMemoryProvider provider = new UnsafeMemoryProvider(new NullLogger(), allocator);
        provider.initialize(new long[] {16 << 20, 8 << 20});

        DirectMemoryRegion chunk = provider.nextRegion();

        assertThat(hakmem.usableSize(chunk.address())).isEqualTo(16 << 20);
        assertThat(provider.nextRegion().size()).isEqualTo(8 << 20);
        assertThat(hakmem.stats().memory().liveBytes()).isEqualTo(24 << 20);
        provider.shutdown(true);
        assertThat(hakmem.stats().memory().liveBytes()).isZero();
    }

    @Test
    void provider_chunkBeyondTheLimit_isNone() {
        UnsafeMemoryProvider provider = new UnsafeMemoryProvider(new NullLogger(), allocator);
        provider.initialize(new long[] {128 << 20});

        assertThat(provider.nextRegion()).isNull();
    }

    @Test
    void serialized_readAgain_allocatesInTheSharedAllocator() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(allocator);
        MemoryAllocator read =
                (MemoryAllocator) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

        long block = read.allocateMemory(1 << 20);

        assertThat(Hakmem.shared().usableSize(block)).isEqualTo(1 << 20);
        read.freeMemory(block);
    }

    @Test
    void freeMemory_wrongAddress_isRefused() {
        long block = allocator.allocateMemory(1 << 20);

        assertThatThrownBy(() -> allocator.freeMemory(block + 16)).isInstanceOf(InvalidFreeException.class);

        allocator.freeMemory(block);
    }

    @Test
    void allocateMemory_negativeSize_isRefused() {
        assertThatThrownBy(() -> allocator.allocateMemory(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
