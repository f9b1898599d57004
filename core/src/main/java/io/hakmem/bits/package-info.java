/// 4. Atomic words and bitmaps, the one shared structure. All memory that threads share is accessed here, so that a
/// simulation can step through it.
@NullMarked
package io.hakmem.bits;

import org.jspecify.annotations.NullMarked;
