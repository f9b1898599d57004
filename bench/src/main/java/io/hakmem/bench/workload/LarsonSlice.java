package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;

/// A slice of the blocks and the thread lives that follow each other on it: [#run] is one life.
///
/// Owner: the current life. Each life starts the next one as its last act, and thread start orders their accesses.
final class LarsonSlice implements Runnable {
    /// Operations between two returns from the hot loop: enough calls for the compiler to compile the loop as a
    /// method of its own early, too few to be seen in the figures.
    private static final int BATCH = 4_096;

    private static final byte FIRST_BYTE = 'a';
    private static final byte SECOND_BYTE = 'b';

    private final LarsonRun run;
    private final int firstBlock;
    private final Lran2 generator;

    private int life = LarsonRun.MAIN_LIFE;
    private long operations;
    private long handedOverFrees;
    private long bytesRead;

    LarsonSlice(LarsonRun run, int firstBlock, Lran2 generator) {
        this.run = run;
        this.firstBlock = firstBlock;
        this.generator = generator;
    }

    long operations() {
        return operations;
    }

    long handedOverFrees() {
        return handedOverFrees;
    }

    /// Says whether every block held the byte that had just been written to it.
    boolean readWhatItWrote() {
        return bytesRead == operations * FIRST_BYTE;
    }

    @Override
    public void run() {
        try {
            if (!run.isStopped()) {
                life++;
                Allocator allocator = run.allocator.forThread();
                long rest = run.job.operationsPerLife();
                while (rest > 0 && !run.isStopped()) {
                    rest -= replace(allocator, (int) Math.min(rest, BATCH));
                }
            }
            if (!run.isStopped()) {
                run.start(this);
                return;
            }
        } catch (Throwable failure) {
            run.fail(failure);
        }
        run.sliceFinished();
    }

    /// Replaces random blocks by new ones until `most` are done or the run is stopped, and returns how many.
    ///
    /// Everything it needs is in locals, the generator's two draws are spelled out: whatever this loop costs beside
    /// the allocator blurs the comparison of allocators.
    private int replace(Allocator allocator, int most) {
        LarsonRun stop = run;
        long[] addresses = run.addresses;
        long[] births = run.births;
        boolean sized = run.sized;
        int first = firstBlock;
        int chunks = run.job.chunks();
        int minBytes = run.job.minBytes();
        int sizeRange = run.job.sizeRange();
        boolean drawsSizes = run.job.drawsSizes();
        int self = life;
        int[] shuffle = generator.shuffle;
        int state = generator.state;
        int last = generator.last;
        long handedOver = 0;
        long sum = 0;
        int done = 0;
        while (done < most) {
            int index = last % Lran2.SHUFFLE;
            last = shuffle[index];
            state = Lran2.step(state);
            shuffle[index] = state;
            int victim = first + last % chunks;

            long birth = births[victim];
            if (sized) {
                allocator.free(addresses[victim], LarsonRun.bytes(birth));
            } else {
                allocator.free(addresses[victim]);
            }
            handedOver += LarsonRun.life(birth) == self ? 0 : 1;

            int bytes = minBytes;
            if (drawsSizes) {
                index = last % Lran2.SHUFFLE;
                last = shuffle[index];
                state = Lran2.step(state);
                shuffle[index] = state;
                bytes += last % sizeRange;
            }
            long address = allocator.allocate(bytes);
            addresses[victim] = address;
            births[victim] = LarsonRun.birth(self, bytes);

            sum += NativeBytes.setAndGet(address, FIRST_BYTE);
            if (bytes > 1) {
                NativeBytes.set(address + 1, SECOND_BYTE);
            }
            done++;
            if (stop.isStopped()) {
                break;
            }
        }
        generator.state = state;
        generator.last = last;
        operations += done;
        handedOverFrees += handedOver;
        bytesRead += sum;
        return done;
    }
}
