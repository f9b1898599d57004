/// Netty's buffers on HAKMEM: reference counts and views over blocks. What memory is kept, reused and given back is the
/// core's.
@NullMarked
package io.hakmem.netty;

import org.jspecify.annotations.NullMarked;
