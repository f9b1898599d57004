package io.hakmem.bench.workload;

import java.util.stream.IntStream;

/// The random numbers of [Rptest], the same for all threads.
final class RptestTables {
    private static final int SIZES = 2_000;
    private static final int ALLOCATION_COUNTS = 311;
    private static final int FREE_COUNTS = 257;
    private static final int NUMBERS = 100_000;
    private static final int SEED = 1;
    private static final int SMALLEST_STEP = 7;

    /// What blocks ask for, one after the other.
    final int[] sizes;

    /// Blocks that loops replace, one loop after the other.
    final int[] allocationCounts;

    /// Places that they free.
    final int[] freeCounts;

    /// Places from one that is replaced to the next.
    final int allocationStep;

    /// Places from one that is freed to the next.
    final int freeStep;

    RptestTables(Rptest job) {
        Lran2 generator = new Lran2(SEED);
        int[] uniform = draw(generator, SIZES, 0, NUMBERS, number -> uniformSize(job, number));
        this.sizes = IntStream.range(0, SIZES)
                .map(index -> job.mode() == 1 ? job.minBytes() : size(job, uniform, index))
                .toArray();
        this.allocationCounts = draw(generator, ALLOCATION_COUNTS, 30, 70, percent -> job.operations() * percent / 100);
        this.freeCounts = draw(generator, FREE_COUNTS, 30, 70, percent -> job.operations() * percent * 4 / 500);
        this.allocationStep = step(SMALLEST_STEP, job.blocks());
        this.freeStep = step(allocationStep + 1, job.blocks());
    }

    /// What is made of a random number.
    private interface Use {
        int of(int number);
    }

    private static int[] draw(Lran2 generator, int count, int least, int range, Use use) {
        int[] drawn = new int[count];
        for (int index = 0; index < count; index++) {
            drawn[index] = use.of(least + generator.next() % range);
        }
        return drawn;
    }

    private static int uniformSize(Rptest job, int number) {
        double range = (double) job.maxBytes() - job.minBytes();
        return job.minBytes() + (int) (range * (number / (double) NUMBERS) + 0.5);
    }

    /// Weighs a uniform size by its two predecessors.
    private static int size(Rptest job, int[] uniform, int index) {
        double range = Math.max(job.maxBytes() - job.minBytes(), 1);
        double first = 1.0 - (uniform[index] - job.minBytes()) / range;
        double second = 1.0 - (uniform[(index + 1) % SIZES] - job.minBytes()) / range;
        double excess = (double) uniform[(index + 2) % SIZES] - job.minBytes();
        return switch (job.sizeMode()) {
            case 0 -> uniform[index];
            case 1 -> job.minBytes() + (int) (excess * Math.abs(first + second - 1.0));
            default -> job.minBytes() + (int) (excess * (first * second));
        };
    }

    /// Returns the first prime number from there on that is no divisor of the places, so that steps come to all places.
    private static int step(int least, int places) {
        int step = least;
        while (places % step == 0 || !isPrime(step)) {
            step++;
        }
        return step;
    }

    private static boolean isPrime(int number) {
        return IntStream.range(2, number).allMatch(divisor -> number % divisor != 0);
    }
}
