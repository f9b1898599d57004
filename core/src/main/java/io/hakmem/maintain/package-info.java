/// 9. Policy: what a trim does, and what happens without a call. The layers below know how.
@NullMarked
package io.hakmem.maintain;

import org.jspecify.annotations.NullMarked;
