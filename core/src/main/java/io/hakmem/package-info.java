/// HAKMEM, a `malloc` for memory outside the Java heap: start at [io.hakmem.Hakmem].
@NullMarked
package io.hakmem;

import org.jspecify.annotations.NullMarked;
