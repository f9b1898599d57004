package io.hakmem.failing;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.os.HugePages;
import io.hakmem.os.PageSource;
import java.util.ArrayList;
import java.util.function.Function;

/// Looks what is initialised by the calls of the system that callers of an allocator make: it must be nothing, since a
/// class whose initialiser fails is lost for good. To be made of [FreshClasses]; it returns the name of the source.
public final class LinkAttack implements Function<String, String> {
    private static final long BYTES = 1 << 20;

    @Override
    public String apply(String ignored) {
        PageSource source = PageSource.ofThisMachine();
        long address = source.map(BYTES);
        source.adviseReservation(address, BYTES, HugePages.NEVER);
        Faults.armRecording(new ArrayList<>());
        try {
            source.currentProcessor();
            source.zero(address, BYTES);
            source.purge(address, BYTES);
        } finally {
            Faults.disarm();
            source.unmap(address, BYTES);
        }
        assertThat(Faults.initialised()).as("initialised in a call").isEmpty();
        return source.name();
    }
}
