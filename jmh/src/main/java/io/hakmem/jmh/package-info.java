/// Micro-benchmarks of the allocator beside the peers that a Java program could call instead.
@NullMarked
package io.hakmem.jmh;

import org.jspecify.annotations.NullMarked;
