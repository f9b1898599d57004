package io.hakmem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// An allocator that refuses the next block.
final class FullAllocator {
    private FullAllocator() {}

    /// Allocates blocks until one is refused, and returns them.
    static List<Long> fill(Hakmem hakmem, long bytes) {
        List<Long> blocks = new ArrayList<>();
        assertThatThrownBy(() -> {
                    while (true) {
                        blocks.add(hakmem.allocate(bytes));
                    }
                })
                .isInstanceOf(NativeOutOfMemoryError.class);
        return blocks;
    }

    /// Fills the allocator, has another thread free a block here and there, and asserts that just those are served.
    static void assertServesBlocksFreedHereAndThere(Hakmem hakmem) {
        List<Long> blocks = fill(hakmem, 128);
        List<Long> freed = new ArrayList<>();
        for (int index = 0; index < blocks.size(); index += 1000) {
            freed.add(blocks.get(index));
        }
        CompletableFuture.runAsync(() -> hakmem.freeBatch(
                        freed.stream().mapToLong(Long::longValue).toArray(), 0, freed.size()))
                .join();
        for (int count = 0; count < freed.size(); count++) {
            assertThat(freed).contains(hakmem.allocate(128));
        }
        assertThatThrownBy(() -> hakmem.allocate(128)).isInstanceOf(NativeOutOfMemoryError.class);
    }
}
