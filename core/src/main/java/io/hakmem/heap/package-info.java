/// 8. What a thread owns: bins, refill words, the remote buffer, leases; and which heap is the current one.
@NullMarked
package io.hakmem.heap;

import org.jspecify.annotations.NullMarked;
