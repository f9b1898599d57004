/// 6. The shared pool: the stages of a refill, the one tail of every give-back, retirement, the cache of empty
/// SuperSlabs.
@NullMarked
package io.hakmem.pool;

import org.jspecify.annotations.NullMarked;
