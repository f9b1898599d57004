/// 3. The page source: where address space comes from and where pages go back. The only user of the linker.
@NullMarked
package io.hakmem.os;

import org.jspecify.annotations.NullMarked;
