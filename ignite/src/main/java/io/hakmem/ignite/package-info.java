/// HAKMEM under Apache Ignite.
@NullMarked
package io.hakmem.ignite;

import org.jspecify.annotations.NullMarked;
