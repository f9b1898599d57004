package io.hakmem.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.hakmem.Hakmem;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;

/// The jar on the class path is all there is to it: in front of two other defaults, Arrow's unsafe one and that of its
/// tests.
class DropInTest {
    @Test
    void root_toldNothing_allocatesInHakmem() {
        long liveBefore = liveBytes();
        try (BufferAllocator root = new RootAllocator();
                ArrowBuf buffer = root.buffer(1 << 20)) {
            assertThat(Hakmem.shared().usableSize(buffer.memoryAddress())).isGreaterThanOrEqualTo(1 << 20);
            assertThat(liveBytes()).isGreaterThanOrEqualTo(liveBefore + (1 << 20));
        }
        assertThat(liveBytes()).isEqualTo(liveBefore);
    }

    @Test
    void require_threeDefaultsOnTheClassPath_isOurs() {
        assertThat(DefaultFactory.found()).hasSize(3);
        assertThatCode(DefaultFactory::require).doesNotThrowAnyException();
    }

    private static long liveBytes() {
        return Hakmem.shared().stats().memory().liveBytes();
    }
}
