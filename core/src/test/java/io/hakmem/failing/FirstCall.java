package io.hakmem.failing;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.FakeClock;
import io.hakmem.Hakmem;
import io.hakmem.os.FakePageSource;
import java.util.ArrayList;
import java.util.function.Function;

/// Looks what is initialised by the first block of an allocator that is not the shared one: it must be nothing, since a
/// class whose initialiser fails is lost for good. To be made of [FreshClasses]; it returns how long the block is.
public final class FirstCall implements Function<String, String> {
    @Override
    public String apply(String ignored) {
        Hakmem hakmem = Script.allocator(new FakePageSource(), new FakeClock());
        long usableBytes;
        Faults.armRecording(new ArrayList<>());
        try {
            long block = hakmem.allocate(100);
            usableBytes = hakmem.usableSize(block);
            hakmem.free(block);
        } finally {
            Faults.disarm();
        }
        assertThat(Faults.initialised()).as("initialised in a call").isEmpty();
        return Long.toString(usableBytes);
    }
}
