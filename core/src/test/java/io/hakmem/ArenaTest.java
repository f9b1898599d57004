package io.hakmem;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.os.PageSource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Our arenas do what [ArenaContract] says, and no test leaves a live block behind.
class ArenaTest extends ArenaContract {
    /// Stays mapped: automatic arenas may come back to it at any time.
    private static final Hakmem HAKMEM =
            new Hakmem(PageSource.ofThisMachine(), TestHakmem.options().build(), new FakeClock());

    @Override
    Arena open(Kind kind) {
        return switch (kind) {
            case CONFINED -> HAKMEM.confinedArena();
            case SHARED -> HAKMEM.sharedArena();
            case AUTO -> HAKMEM.autoArena();
        };
    }

    @Test
    void autoArenas_thatBecomeUnreachable_giveTheirMemoryBack() {
        List<MemorySegment> segments = new ArrayList<>();
        for (int count = 0; count < 100; count++) {
            segments.add(HAKMEM.autoArena(Contents.UNDEFINED).allocate(1000));
        }
        assertThat(Unreachable.liveBytes(HAKMEM)).isEqualTo(segments.size() * 1024L);
        segments.clear();
        Unreachable.awaitNothingLive(HAKMEM);
    }

    @Test
    void autoArena_ofWhichOneSegmentIsReachable_keepsItsMemory() {
        ByteBuffer buffer = HAKMEM.autoArena().allocateFrom(JAVA_LONG, 42L).asByteBuffer();
        for (int collections = 0; collections < 5; collections++) {
            System.gc();
        }
        assertThat(Unreachable.liveBytes(HAKMEM)).isEqualTo(1024);
        assertThat(buffer.order(ByteOrder.nativeOrder()).getLong(0)).isEqualTo(42);
    }

    @AfterEach
    void validate() {
        Unreachable.awaitNothingLive(HAKMEM);
        HeapValidator.assertValid(HAKMEM);
    }
}
