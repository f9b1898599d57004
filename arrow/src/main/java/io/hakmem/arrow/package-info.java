/// Apache Arrow's buffers in HAKMEM: [HakmemArrow] for a root of one's own, the jar `hakmem-arrow-memory-core` for
/// every root of a program.
@NullMarked
package io.hakmem.arrow;

import org.jspecify.annotations.NullMarked;
