package io.hakmem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakmem.memory.NativeMemory;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A second free of a block is refused at once, wherever the block waits since the first.
class SecondFreeTest {
    @RegisterExtension
    private final TestHakmem test = TestHakmem.checked();

    private Hakmem hakmem() {
        return test.hakmem();
    }

    private void assertRefused(long address) {
        assertThatThrownBy(() -> hakmem().free(address))
                .isInstanceOfSatisfying(
                        InvalidFreeException.class,
                        e -> assertThat(e.kind()).isEqualTo(InvalidFreeException.Kind.ALREADY_FREE));
        assertThatThrownBy(() -> hakmem().free(address, 16)).isInstanceOf(InvalidFreeException.class);
        assertThatThrownBy(() -> hakmem().reallocate(address, 16)).isInstanceOf(InvalidFreeException.class);
        assertThatThrownBy(() -> hakmem().usableSize(address)).isInstanceOf(InvalidFreeException.class);
        assertThatThrownBy(() -> hakmem().freeBatch(new long[] {address}, 0, 1))
                .isInstanceOf(InvalidFreeException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 16, 17, 100, 1024, 8192})
    void block_inTheOwnBin_isRefused(long bytes) {
        long first = hakmem().allocate(bytes);
        long second = hakmem().allocate(bytes);
        hakmem().free(first);
        hakmem().free(second);
        assertRefused(first);
        assertRefused(second);
        assertThat(hakmem().allocate(bytes)).isNotEqualTo(hakmem().allocate(bytes));
    }

    @Test
    void report_ofASecondFree_tellsBlockClassSlabStateAndCaller() {
        long address = hakmem().allocate(100);
        hakmem().free(address);
        assertThatThrownBy(() -> hakmem().free(address))
                .hasMessageContaining("the block is free already\n")
                .hasMessageContaining(
                        "\n  block   0x" + Long.toHexString(address) + ", 0 bytes before the address; number 0")
                .hasMessageContaining("\n  class   ")
                .hasMessageContaining(": 112 bytes\n")
                .hasMessageContaining("leased by nobody")
                .hasMessageContaining("\n  state   free, in heap 1 of thread "
                        + Thread.currentThread().threadId())
                .hasMessageContaining("\n  caller  " + Thread.currentThread());
        assertThatThrownBy(() -> hakmem().free(address + 16)).hasMessageContaining("16 bytes before the address");
        assertThatThrownBy(() -> hakmem().free(16)).hasMessageContaining("not of this allocator");
        long longBlock = hakmem().allocate(1_000_000);
        assertThatThrownBy(() -> hakmem().free(longBlock + 500_000))
                .hasMessageContaining("begins at 0x" + Long.toHexString(longBlock));
    }

    @Test
    void report_ofABlockInALeasedSlab_tellsWhoLeasesIt() {
        long last = 0;
        for (int count = 0; count < 2000; count++) {
            last = hakmem().allocate(100);
        }
        long address = last;
        hakmem().free(address);
        assertThatThrownBy(() -> hakmem().free(address)).hasMessageContaining("leased by heap 1");
    }

    @Test
    void block_inTheBinOfALivingThread_isRefused() {
        try (LivingThread other = new LivingThread()) {
            long address = other.call(() -> {
                long block = hakmem().allocate(100);
                hakmem().free(block);
                return block;
            });
            assertRefused(address);
            CompletableFuture.runAsync(() -> assertRefused(address), Thread::startVirtualThread)
                    .join();
        }
    }

    @Test
    void block_inTheRemoteBufferOfALivingThread_isRefused() {
        long first = hakmem().allocate(100);
        long ofTheSameWord = hakmem().allocate(100);
        try (LivingThread other = new LivingThread()) {
            other.run(() -> {
                hakmem().free(first);
                hakmem().free(ofTheSameWord);
            });
            assertRefused(first);
            assertRefused(ofTheSameWord);
            other.run(() -> assertRefused(ofTheSameWord));
        }
    }

    @Test
    void block_inTheHeapOfAProcessor_isRefused() {
        long address = CompletableFuture.supplyAsync(
                        () -> {
                            long block = hakmem().allocate(100);
                            hakmem().free(block);
                            return block;
                        },
                        Thread::startVirtualThread)
                .join();
        assertRefused(address);
    }

    @Test
    void block_handedOutAgain_isFreedByItsNewOwner() {
        long address = hakmem().allocate(100);
        hakmem().free(address);
        assertThat(hakmem().allocate(100)).isEqualTo(address);
        assertThat(NativeMemory.getLong(address + 8)).isZero();
        hakmem().free(address);
    }

    @Test
    void contents_thatEqualTheMark_doNotKeepABlockFromItsFree() {
        long address = hakmem().allocate(100);
        hakmem().free(address);
        long mark = NativeMemory.getLong(address + 8);
        assertThat(hakmem().allocate(100)).isEqualTo(address);
        NativeMemory.setLong(address + 8, mark);
        hakmem().free(address);
        assertThat(hakmem().stats().memory().liveBytes()).isZero();
    }

    @Test
    void batch_ofAParkedBlockAndALiveOne_freesTheLiveOne() {
        long parked = hakmem().allocate(100);
        long live = hakmem().allocate(100);
        hakmem().free(parked);
        assertThatThrownBy(() -> hakmem().freeBatch(new long[] {parked, live}, 0, 2))
                .isInstanceOf(InvalidFreeException.class)
                .hasMessageContaining("Element 0");
        assertThat(hakmem().stats().memory().liveBytes()).isZero();
    }
}
