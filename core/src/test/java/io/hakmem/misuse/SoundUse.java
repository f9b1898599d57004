package io.hakmem.misuse;

import io.hakmem.Hakmem;
import io.hakmem.HeapValidator;
import io.hakmem.InvalidFreeException;
import io.hakmem.NativeOutOfMemoryError;
import java.util.SplittableRandom;

/// Right calls only: blocks of many sizes, and of the size that was misused, are allocated, written, checked and freed.
/// What goes wrong is the allocator's.
final class SoundUse {
    private static final int SLOTS = 512;
    private static final long OFTEN_UP_TO_BYTES = 8 << 10;

    private final Scene scene;
    private final Hakmem hakmem;
    private final SplittableRandom random;
    private final long[] addresses = new long[SLOTS];
    private final long[] bytes = new long[SLOTS];
    private final long[] owners = new long[SLOTS];

    private SoundUse(Scene scene, SplittableRandom random) {
        this.scene = scene;
        this.hakmem = scene.hakmem();
        this.random = random;
    }

    /// Makes `steps` calls and frees all in the end.
    static void run(Scene scene, SplittableRandom random, int steps) {
        SoundUse use = new SoundUse(scene, random);
        for (int step = 0; step < steps; step++) {
            use.step(random.nextInt(SLOTS), step);
        }
        for (int slot = 0; slot < SLOTS; slot++) {
            use.free(slot);
        }
    }

    private void step(int slot, long step) {
        if (addresses[slot] != 0) {
            free(slot);
            return;
        }
        bytes[slot] = nextBytes();
        owners[slot] = step;
        addresses[slot] = allocate(bytes[slot]);
        if (addresses[slot] != 0) {
            Marks.write(addresses[slot], bytes[slot], step);
        }
    }

    private long nextBytes() {
        if (random.nextInt(scene.bytes() <= OFTEN_UP_TO_BYTES ? 4 : 128) == 0) {
            return scene.bytes();
        }
        return 1 + random.nextLong(1L << random.nextInt(4, 14));
    }

    private long allocate(long length) {
        try {
            if (random.nextInt(8) != 0) {
                return hakmem.allocate(length);
            }
            long address = hakmem.allocateZeroed(length);
            if (!HeapValidator.readsZero(address, length) && !scene.isWrittenWrongly(address, length)) {
                scene.harm("NOT_ZERO");
            }
            return address;
        } catch (NativeOutOfMemoryError e) {
            scene.harm("REFUSED_REQUEST");
            return 0;
        }
    }

    private void free(int slot) {
        long address = addresses[slot];
        if (address == 0) {
            return;
        }
        addresses[slot] = 0;
        if (!Marks.hold(address, bytes[slot], owners[slot])) {
            scene.harm("OTHERS_CONTENTS");
        }
        try {
            hakmem.free(address);
        } catch (InvalidFreeException e) {
            scene.harm("REFUSED_FREE");
        }
    }
}
