/// 10. What the level `hardened` knows of each block beside the block: its length, its state, and where it waits.
@org.jspecify.annotations.NullMarked
package io.hakmem.harden;
