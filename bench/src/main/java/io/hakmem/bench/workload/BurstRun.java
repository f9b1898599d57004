package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.IntStream;

/// One run of the burst job, conducted by the calling thread.
final class BurstRun {
    private final Burst job;
    private final Allocator allocator;
    private final ThreadKind threadKind;
    private final BurstShare[] shares;

    BurstRun(Burst job, long bytesPerThread, Allocator allocator, ThreadKind threadKind) {
        this.allocator = allocator;
        this.threadKind = threadKind;
        this.job = job;
        this.shares = IntStream.range(0, job.threads())
                .mapToObj(index -> new BurstShare(bytesPerThread, new Mt19937(job.seed() + index)))
                .toArray(BurstShare[]::new);
    }

    /// The time that counts is that of filling and of thinning, as the slowest thread has it.
    Outcome run(MeasuredTime measuredTime) throws InterruptedException {
        measuredTime.begins();
        try (Team team = new Team()) {
            for (BurstShare share : shares) {
                team.start(threadKind, () -> live(share, team));
            }
            long nanos = nanosOfMeeting(team);
            measuredTime.watch(
                    Burst.FULL,
                    Duration.ZERO,
                    Holding.ofBytes(
                            Arrays.stream(shares).mapToLong(BurstShare::bytes).sum()));
            team.meet();
            nanos += nanosOfMeeting(team);
            if (threadKind == ThreadKind.DEAD) {
                team.join();
            }
            long[] survivors = Arrays.stream(shares)
                    .flatMapToLong(share -> Arrays.stream(share.survivors()))
                    .sorted()
                    .toArray();
            measuredTime.watch(Burst.SILENCE, job.silence(), Holding.ofSorted(survivors));
            measuredTime.ended();
            freeElsewhere(survivors, measuredTime);
            long allocations =
                    Arrays.stream(shares).mapToLong(BurstShare::allocations).sum();
            return new Outcome(allocations, nanos, allocations - survivors.length, 0);
        }
    }

    private static long nanosOfMeeting(Team team) throws InterruptedException {
        long startNanos = System.nanoTime();
        team.meet();
        return System.nanoTime() - startNanos;
    }

    private void live(BurstShare share, Team team) throws InterruptedException {
        Allocator mine = allocator.forThread();
        share.fill(mine);
        team.meet();
        team.meet();
        share.thin(mine);
        team.meet();
        sleepUnlessDead(team);
    }

    /// The sleepers sleep on meanwhile, and so does who frees, as long as memory is looked at.
    private void freeElsewhere(long[] survivors, MeasuredTime measuredTime) throws InterruptedException {
        try (Team other = new Team()) {
            other.start(threadKind, () -> {
                Allocator mine = allocator.forThread();
                for (long block : survivors) {
                    mine.free(BlockWord.address(block));
                }
                other.meet();
                sleepUnlessDead(other);
            });
            other.meet();
            if (threadKind == ThreadKind.DEAD) {
                other.join();
            }
            measuredTime.watch(Burst.FREED, job.silenceAfterFree(), Holding.NOTHING);
        }
    }

    private void sleepUnlessDead(Team team) throws InterruptedException {
        if (threadKind != ThreadKind.DEAD) {
            team.sleep();
        }
    }
}
