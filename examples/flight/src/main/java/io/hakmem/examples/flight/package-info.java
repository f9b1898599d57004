/// Record batches over Arrow Flight: a server, a client that checks every bit, and a soak of both.
@NullMarked
package io.hakmem.examples.flight;

import org.jspecify.annotations.NullMarked;
