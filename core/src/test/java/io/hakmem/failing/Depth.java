package io.hakmem.failing;

/// Depth of the calling thread's stack, in frames of [#descend].
final class Depth {
    private Depth() {}

    /// Runs `body` so many frames further down.
    static void descend(int frames, Runnable body) {
        if (frames == 0) {
            body.run();
        } else {
            descend(frames - 1, body);
        }
    }

    /// How many frames there is room for, less than 64 too few.
    static int deepest() {
        int fits = 1;
        for (int step = 1 << 16; step >= 64; step /= 2) {
            try {
                descend(fits + step, () -> {});
                fits += step;
            } catch (StackOverflowError e) {
                // that many do not fit
            }
        }
        return fits;
    }
}
