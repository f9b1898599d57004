package io.hakmem.misuse;

import io.hakmem.Hakmem;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Wrong sizes, and questions about what was freed.
final class WrongArguments {
    private WrongArguments() {}

    // ---- sizes ----

    /// One byte less than was asked for.
    static void sizedFreeNearby(Scene scene) {
        sizedFree(scene, scene.bytes() - 1);
    }

    /// A size that a block of another length serves.
    static void sizedFree(Scene scene) {
        boolean hasShorterBlocks = scene.bytes() > 16;
        boolean shorter = scene.variant().equals("shorter") && hasShorterBlocks;
        sizedFree(scene, shorter ? scene.bytes() / 3 : 2 * scene.bytes() + 17);
    }

    private static void sizedFree(Scene scene, long bytes) {
        long address = scene.block();
        if (!scene.attempt(() -> scene.hakmem().free(address, bytes))) {
            scene.releaseUnchanged(address);
        }
    }

    /// The variant is the call.
    static void negativeSize(Scene scene) {
        Hakmem hakmem = scene.hakmem();
        long address = scene.block();
        scene.attempt(
                switch (scene.variant()) {
                    case "allocate" -> () -> hakmem.allocate(-scene.bytes());
                    case "allocateZeroed" -> () -> hakmem.allocateZeroed(Long.MIN_VALUE);
                    case "reallocate" -> () -> hakmem.reallocate(address, -1);
                    default -> () -> hakmem.free(address, -1);
                });
        scene.releaseUnchanged(address);
    }

    /// The variant is the call.
    static void hugeSize(Scene scene) {
        Hakmem hakmem = scene.hakmem();
        long address = scene.block();
        scene.attempt(
                switch (scene.variant()) {
                    case "allocate" -> () -> hakmem.allocate(Long.MAX_VALUE);
                    case "allocateZeroed" -> () -> hakmem.allocateZeroed(1L << 62);
                    case "allocateZeroedArray" -> () -> hakmem.allocateZeroedArray(Long.MAX_VALUE, scene.bytes());
                    default -> () -> hakmem.reallocate(address, Long.MAX_VALUE - scene.bytes());
                });
        scene.releaseUnchanged(address);
    }

    // ---- after the free ----

    static void reallocateAfterFree(Scene scene) {
        long address = scene.freedBlock();
        scene.attempt(() -> scene.release(scene.hakmem().reallocate(address, 3 * scene.bytes())));
    }

    static void usableSizeAfterFree(Scene scene) {
        long address = scene.freedBlock();
        scene.attempt(() -> scene.hakmem().usableSize(address));
    }

    /// The variant is the arena.
    static void segmentAfterClose(Scene scene) {
        boolean confined = scene.variant().equals("confinedArena");
        Arena arena = confined ? scene.hakmem().confinedArena() : scene.hakmem().sharedArena();
        MemorySegment segment = arena.allocate(scene.bytes());
        arena.close();
        scene.attempt(() -> segment.set(ValueLayout.JAVA_BYTE, 0, (byte) 1));
    }
}
