/// The workloads: what is allocated and freed, by which threads, in which order. They know no concrete allocator.
@NullMarked
package io.hakmem.bench.workload;

import org.jspecify.annotations.NullMarked;
