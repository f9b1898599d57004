/// HAKMEM under LWJGL.
@NullMarked
package io.hakmem.lwjgl;

import org.jspecify.annotations.NullMarked;
