/// The workloads as C programs, for allocators without Java.
@NullMarked
package io.hakmem.bench.program;

import org.jspecify.annotations.NullMarked;
