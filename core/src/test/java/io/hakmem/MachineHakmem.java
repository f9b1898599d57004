package io.hakmem;

import io.hakmem.os.PageSource;

/// Allocators on the memory of this machine, by what the system properties say: as many as a test wants, where
/// [Hakmem#shared] is one.
public final class MachineHakmem {
    private MachineHakmem() {}

    /// A new allocator without a limit. Its reservation stays until the end of the process.
    public static Hakmem ofSystem() {
        return new Hakmem(PageSource.ofThisMachine(), Options.ofSystem(), System::nanoTime);
    }
}
