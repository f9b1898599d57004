/// SQLite as a native library that lives inside of an allocator.
@NullMarked
package io.hakmem.bench.sqlite;

import org.jspecify.annotations.NullMarked;
