/// 2. Size classes: pure arithmetic, no state.
@NullMarked
package io.hakmem.size;

import org.jspecify.annotations.NullMarked;
