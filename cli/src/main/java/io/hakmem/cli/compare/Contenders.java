package io.hakmem.cli.compare;

import io.hakmem.bench.workload.InvalidArgument;
import java.util.List;

/// The allocators that the command line knows.
public interface Contenders {
    /// Returns the names of those that are compared when none are named.
    ///
    /// @param mode how much is measured
    List<String> defaults(Mode mode);

    /// Returns the allocator of this name.
    ///
    /// @throws InvalidArgument if there is none; the message names those that there are
    Contender labelled(String label);
}
