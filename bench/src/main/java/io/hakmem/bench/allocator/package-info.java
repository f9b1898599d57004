/// The port that workloads allocate through, and the allocators behind it.
@NullMarked
package io.hakmem.bench.allocator;

import org.jspecify.annotations.NullMarked;
