/// 5. The places: address space, SuperSlabs, slabs, and the table from an address to what lives there.
@NullMarked
package io.hakmem.slab;

import org.jspecify.annotations.NullMarked;
