/// 1. Native words, read and written by address. Knows nothing of the allocator.
@NullMarked
package io.hakmem.memory;

import org.jspecify.annotations.NullMarked;
