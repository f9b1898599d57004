package io.hakmem.misuse;

import io.hakmem.memory.NativeMemory;
import java.lang.foreign.ValueLayout;

/// Contents by which a block is known again: one byte in each of at most 64 places, the last byte among them.
final class Marks {
    private static final int PLACES = 64;

    private Marks() {}

    static void write(long address, long bytes, long owner) {
        for (int place = 0; place < places(bytes); place++) {
            NativeMemory.ALL.set(ValueLayout.JAVA_BYTE, address + offset(place, bytes), mark(owner, place));
        }
    }

    static boolean hold(long address, long bytes, long owner) {
        for (int place = 0; place < places(bytes); place++) {
            if (NativeMemory.ALL.get(ValueLayout.JAVA_BYTE, address + offset(place, bytes)) != mark(owner, place)) {
                return false;
            }
        }
        return true;
    }

    private static int places(long bytes) {
        return (int) Math.min(PLACES, bytes);
    }

    private static long offset(int place, long bytes) {
        return bytes - 1 - place * (bytes / places(bytes));
    }

    private static byte mark(long owner, int place) {
        return (byte) (((owner + place) * 0x9e3779b97f4a7c15L) >>> 56);
    }
}
