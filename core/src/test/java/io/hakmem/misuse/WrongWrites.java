package io.hakmem.misuse;

import io.hakmem.Hakmem;
import io.hakmem.HeapValidator;
import io.hakmem.NativeOutOfMemoryError;
import io.hakmem.Stats;
import io.hakmem.memory.NativeMemory;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;

/// Writes to freed blocks, and beside live ones.
final class WrongWrites {
    private static final int FREED_TOGETHER = 4;
    private static final long SUPER_SLAB_BYTES = 2 << 20;

    private WrongWrites() {}

    // ---- after the free ----

    /// The variant is what is written; all are words of 8 bytes.
    static void afterFree(Scene scene, long bytes) {
        long other = scene.block();
        List<Long> blocks = new ArrayList<>();
        for (int count = 0; count < FREED_TOGETHER; count++) {
            blocks.add(scene.block());
        }
        blocks.forEach(scene::release);
        writeWords(scene, blocks.getLast(), Math.min(bytes, Math.max(16, scene.bytes())) & ~7L, other);
        scene.release(other);
    }

    /// When the pages have gone back to the system.
    static void afterTrim(Scene scene) {
        long other = scene.block();
        long address = scene.freedBlock();
        scene.hakmem().flush();
        scene.hakmem().trim();
        writeWords(scene, address, 16, other);
        long zeroed = scene.hakmem().allocateZeroed(scene.bytes());
        if (!HeapValidator.readsZero(zeroed, scene.bytes())) {
            scene.harm("NOT_ZERO");
        }
        scene.release(zeroed);
        scene.release(other);
    }

    private static void writeWords(Scene scene, long address, long bytes, long otherAddress) {
        SplittableRandom random = scene.random();
        LongUnaryOperator words = switch (scene.variant()) {
            case "zero" -> offset -> 0;
            case "random" -> offset -> random.nextLong();
            default -> offset -> otherAddress;
        };
        scene.writes(address, bytes);
        for (long offset = 0; offset < bytes; offset += 8) {
            NativeMemory.setLong(address + offset, words.applyAsLong(offset));
        }
    }

    // ---- beside a block ----

    /// Behind the end; the variant is the place of the block.
    static void overflow(Scene scene, long bytes) {
        List<Long> blocks = neighbours(scene);
        long address = misused(scene, blocks);
        writeBytes(scene, address + scene.bytes(), bytes);
        blocks.forEach(scene::release);
    }

    /// Before the first block of all; the variant is how many bytes.
    static void underflowOfTheFirst(Scene scene) {
        long bytes = Long.parseLong(scene.variant());
        long address = scene.block();
        writeBytes(scene, address - bytes, bytes);
        scene.release(address);
    }

    /// Before the beginning; the variant is the place of the block.
    static void underflow(Scene scene, long bytes) {
        List<Long> blocks = neighbours(scene);
        writeBytes(scene, misused(scene, blocks) - bytes, bytes);
        blocks.forEach(scene::release);
    }

    /// Live blocks of a new allocator, by ascending address. For the last block of all the reservation is filled: with
    /// longer ones, and to the end with those that are misused.
    private static List<Long> neighbours(Scene scene) {
        List<Long> blocks = new ArrayList<>();
        if (scene.variant().equals("last")) {
            fill(scene.hakmem(), SUPER_SLAB_BYTES - 64, blocks);
            Collections.sort(blocks);
            long superSlabs = 1 + 2 * scene.bytes() / SUPER_SLAB_BYTES;
            for (int count = 0; count < superSlabs; count++) {
                scene.release(blocks.removeLast());
            }
            fill(scene.hakmem(), scene.bytes(), blocks);
        } else {
            for (int count = 0; count < 3; count++) {
                blocks.add(scene.block());
            }
        }
        Collections.sort(blocks);
        return blocks;
    }

    private static long misused(Scene scene, List<Long> blocks) {
        return switch (scene.variant()) {
            case "first" -> blocks.getFirst();
            case "last" -> blocks.getLast();
            default -> blocks.get(1);
        };
    }

    private static void fill(Hakmem hakmem, long bytes, List<Long> blocks) {
        try {
            while (true) {
                blocks.add(hakmem.allocate(bytes));
            }
        } catch (NativeOutOfMemoryError e) {
            // That is full.
        }
    }

    /// Other bytes than before, as far as the reservation goes.
    private static void writeBytes(Scene scene, long address, long bytes) {
        Stats.Mapping mapping = scene.hakmem().stats().mapping();
        long from = Math.max(address, mapping.base());
        long to = Math.min(address + bytes, mapping.base() + mapping.bytes());
        scene.writes(from, to - from);
        for (long at = from; at < to; at++) {
            byte before = NativeMemory.ALL.get(ValueLayout.JAVA_BYTE, at);
            NativeMemory.ALL.set(ValueLayout.JAVA_BYTE, at, (byte) ~before);
        }
    }
}
