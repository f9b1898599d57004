package io.hakmem.misuse;

import io.hakmem.Hakmem;
import io.hakmem.InvalidFreeException;
import io.hakmem.LivingThread;
import io.hakmem.Rivals;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Calls of `free` with a wrong address, or with a right one too often.
final class WrongFrees {
    private static final int PAIRS_BETWEEN = 1024;
    private static final int TRIES_OF_REUSE = 16;
    private static final int ROUNDS = 200;

    private WrongFrees() {}

    // ---- once too often ----

    static void again(Scene scene) {
        free(scene, scene.freedBlock());
    }

    static void againAfterManyPairs(Scene scene) {
        long address = scene.freedBlock();
        for (int pair = 0; pair < PAIRS_BETWEEN; pair++) {
            scene.release(scene.hakmem().allocate(1 + scene.random().nextInt(8192)));
        }
        free(scene, address);
    }

    static void againAroundAnother(Scene scene) {
        long first = scene.block();
        long second = scene.block();
        scene.release(first);
        scene.release(second);
        free(scene, first);
    }

    /// By the old pointer, while another owner has the block; then by that owner.
    static void againAfterReuse(Scene scene) {
        long address = scene.freedBlock();
        List<Long> blocks = new ArrayList<>();
        while (blocks.size() < TRIES_OF_REUSE && !blocks.contains(address)) {
            blocks.add(scene.block());
        }
        boolean accepted = free(scene, address);
        for (long block : blocks) {
            if (accepted && block == address) {
                free(scene, block);
            } else {
                scene.release(block);
            }
        }
    }

    static void againByAnotherThread(Scene scene) {
        long address = scene.freedBlock();
        try (LivingThread other = new LivingThread()) {
            other.run(() -> free(scene, address));
        }
    }

    static void againWhileParkedElsewhere(Scene scene) {
        try (LivingThread other = new LivingThread()) {
            free(scene, other.call(scene::freedBlock));
        }
    }

    /// Each of two threads frees the same block, over and over with a new one.
    static void atTheSameTime(Scene scene) {
        long[] address = {scene.block()};
        AtomicInteger freed = new AtomicInteger();
        Rivals.rounds(
                2,
                ROUNDS,
                (rival, round) -> {
                    try {
                        scene.hakmem().free(address[0]);
                        freed.getAndIncrement();
                    } catch (InvalidFreeException e) {
                        // The other one was first.
                    }
                },
                round -> {
                    scene.raced(freed.getAndSet(0));
                    address[0] = scene.block();
                });
        scene.release(address[0]);
    }

    // ---- no block of ours ----

    static void ofLibc(Scene scene) {
        Linker linker = Linker.nativeLinker();
        MethodHandle malloc = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("malloc"),
                FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
        MethodHandle free = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("free"), FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG));
        try {
            long address = (long) malloc.invokeExact(scene.bytes());
            free(scene, address);
            free.invokeExact(address);
        } catch (Throwable e) {
            throw new IllegalStateException("libc could not be called", e);
        }
    }

    static void ofAJdkArena(Scene scene) {
        try (Arena arena = Arena.ofConfined()) {
            free(scene, arena.allocate(scene.bytes()).address());
        }
    }

    static void ofTheStack(Scene scene) {
        free(scene, 0x7ffc_0000_0000L + (scene.random().nextLong(1L << 30) & ~15L));
    }

    /// The variant is the address.
    static void ofNoPointer(Scene scene) {
        free(scene, Long.parseLong(scene.variant()));
    }

    /// The variant is the place in the reservation.
    static void ofUnusedMemory(Scene scene) {
        long base = scene.hakmem().stats().mapping().base();
        long bytes = scene.hakmem().stats().mapping().bytes();
        free(
                scene,
                switch (scene.variant()) {
                    case "first" -> base;
                    case "middle" -> base + bytes / 2;
                    default -> base + bytes - 16;
                });
    }

    // ---- beside the beginning of a block ----

    /// The variant is the offset.
    static void unaligned(Scene scene) {
        inside(scene, Long.parseLong(scene.variant()));
    }

    /// The variant is where in the block.
    static void interior(Scene scene) {
        long offset = scene.variant().equals("half") ? scene.bytes() / 2 : scene.bytes() - 1;
        inside(scene, Math.max(8, offset & ~15L));
    }

    /// Where the next block will begin, which was never handed out.
    static void pastTheEnd(Scene scene) {
        long first = scene.block();
        long second = scene.block();
        free(scene, 2 * second - first);
        scene.releaseUnchanged(first);
        scene.releaseUnchanged(second);
    }

    private static void inside(Scene scene, long offset) {
        long address = scene.block();
        free(scene, address + offset);
        scene.releaseUnchanged(address);
    }

    // ---- another allocator's ----

    static void ofAChild(Scene scene) {
        Hakmem child = scene.hakmem().child("child", 0);
        long address = child.allocate(scene.bytes());
        free(scene, address);
        child.free(address);
        child.close();
    }

    static void ofTheParent(Scene scene) {
        Hakmem child = scene.hakmem().child("child", 0);
        long address = scene.block();
        scene.attempt(() -> child.free(address));
        scene.releaseUnchanged(address);
        child.close();
    }

    private static boolean free(Scene scene, long address) {
        return scene.attempt(() -> scene.hakmem().free(address));
    }
}
