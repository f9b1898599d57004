/// 7. Allocations above the largest size class: runs of pages, of slots and of SuperSlabs.
@NullMarked
package io.hakmem.run;

import org.jspecify.annotations.NullMarked;
