/// 9. Policy: when to drain, sweep and trim. The layers below know how.
@NullMarked
package io.hakmem.maintain;

import org.jspecify.annotations.NullMarked;
