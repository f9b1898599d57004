/// An echo server and a reverse proxy on Netty, whose buffers come from HAKMEM or from Netty's own pools.
@NullMarked
package io.hakmem.examples.netty;

import org.jspecify.annotations.NullMarked;
