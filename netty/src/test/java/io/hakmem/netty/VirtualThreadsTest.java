package io.hakmem.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Very many threads, each with a few buffers. That none is left over is for the close of the allocator to say: in the
/// statistics, blocks whose pages are on their way back to the system count as live.
class VirtualThreadsTest {
    private static final int THREADS = 100_000;
    private static final int MOST_BUFFERS = 4;
    private static final int MOST_BYTES = 2_000;
    private static final long SEED = 20_261_122;

    @Test
    void virtualThreads_withAFewBuffersEach_needNoHeapBesideThoseOfTheProcessors() throws InterruptedException {
        AtomicLong wrong = new AtomicLong();
        try (HakmemByteBufAllocator allocator = new HakmemByteBufAllocator()) {
            Thread.ofVirtual().start(() -> hold(allocator, -1)).join();
            long heapsOfProcessors = allocator.hakmem().stats().heaps();

            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < THREADS; i++) {
                    long number = i;
                    threads.execute(() -> wrong.addAndGet(hold(allocator, number)));
                }
            }

            assertThat(wrong)
                    .as("buffers with another thread's bytes, seed " + SEED)
                    .hasValue(0);
            assertThat(allocator.hakmem().stats().heaps()).isEqualTo(heapsOfProcessors);
        }
    }

    /// Holds some buffers while other threads run, and returns how many of them others have written to.
    @SuppressWarnings("ThreadPriorityCheck") // a yield lets others run, and that is all that is asked of it
    private static int hold(HakmemByteBufAllocator allocator, long number) {
        SplittableRandom random = new SplittableRandom(SEED + number);
        ByteBuf[] buffers = new ByteBuf[1 + random.nextInt(MOST_BUFFERS)];
        for (int i = 0; i < buffers.length; i++) {
            int bytes = 2 * Long.BYTES + random.nextInt(MOST_BYTES);
            buffers[i] = allocator.directBuffer(bytes).writeLong(number).setLong(bytes - Long.BYTES, number);
        }
        for (int i = random.nextInt(8); i > 0; i--) {
            Thread.yield();
        }
        int wrong = 0;
        for (ByteBuf buffer : buffers) {
            wrong += buffer.getLong(0) == number && buffer.getLong(buffer.capacity() - Long.BYTES) == number ? 0 : 1;
            buffer.release();
        }
        return wrong;
    }
}
