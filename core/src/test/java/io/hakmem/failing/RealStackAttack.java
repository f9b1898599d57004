package io.hakmem.failing;

import io.hakmem.NativeOutOfMemoryError;
import java.util.SplittableRandom;

/// Makes calls close to the end of the stack, as deep as it goes: each call at a few depths at random, then with all
/// the stack there is.
public final class RealStackAttack implements Attack {
    private static final int TRIES = Boolean.getBoolean("hakmem.failing.long") ? 6 : 2;
    private static final int RANGE = 700;

    private final SplittableRandom random;
    private int tries;
    private long thread;
    private int deepest;
    private int overflowsInside;

    RealStackAttack(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /// Runs the script, and tells what was done.
    static String runs(int runs, long seed) throws InterruptedException {
        int[] overflows = {0};
        Throwable[] failure = new Throwable[1];
        Thread small = new Thread(
                null,
                () -> {
                    for (int run = 0; run < runs; run++) {
                        RealStackAttack attack = new RealStackAttack(seed + run);
                        Script.runUnder(attack);
                        overflows[0] += attack.overflowsInside;
                    }
                },
                "small stack",
                256 << 10);
        small.setUncaughtExceptionHandler((ignored, e) -> failure[0] = e);
        small.start();
        small.join();
        if (failure[0] != null) {
            throw new AssertionError("with seed " + seed, failure[0]);
        }
        if (overflows[0] < 20 * runs) {
            throw new AssertionError("only " + overflows[0] + " of the calls overflowed the stack");
        }
        return overflows[0] + " calls overflowed the stack in " + runs + " runs";
    }

    @Override
    public boolean expects(Throwable thrown) {
        return thrown instanceof StackOverflowError || thrown instanceof NativeOutOfMemoryError;
    }

    @Override
    public void run(Runnable call) {
        if (tries == TRIES) {
            call.run();
            return;
        }
        if (thread != Thread.currentThread().threadId()) {
            thread = Thread.currentThread().threadId();
            deepest = Depth.deepest();
        }
        int depth = Math.max(1, deepest - random.nextInt(RANGE));
        boolean[] inside = {false};
        try {
            Depth.descend(depth, () -> {
                inside[0] = true;
                call.run();
            });
            deepest += RANGE / 8; // compiled frames are smaller than those it was measured with
        } catch (StackOverflowError e) {
            if (inside[0]) {
                overflowsInside++;
            } else {
                deepest = depth;
            }
            throw e;
        }
    }

    @Override
    public boolean endAndRepeat(boolean succeeded) {
        boolean again = !succeeded && tries < TRIES;
        tries = again ? tries + 1 : 0;
        return again;
    }
}
