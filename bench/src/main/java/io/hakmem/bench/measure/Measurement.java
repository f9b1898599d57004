package io.hakmem.bench.measure;

import io.hakmem.Stats;
import io.hakmem.bench.allocator.Allocator;
import io.hakmem.bench.workload.Holding;
import io.hakmem.bench.workload.MeasuredTime;
import io.hakmem.bench.workload.Outcome;
import io.hakmem.bench.workload.ThreadKind;
import io.hakmem.bench.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One measured run: warm-up, measured time, final frees, and what is read between them.
public final class Measurement {
    private static final Duration QUIET = Duration.ofSeconds(2);

    private final String allocatorName;
    private final Allocator allocator;
    private final ThreadKind threads;
    private final boolean sizeClasses;
    private final @Nullable TimedAllocator timed;
    private final ProcessMemory process = ProcessMemory.ofSelf();

    /// Prepares a run on this allocator.
    ///
    /// @param allocatorName its name in the figures
    /// @param mode what the run is for
    /// @param sizeClasses whether figures by size class are wanted
    public Measurement(
            String allocatorName, Allocator allocator, ThreadKind threads, RunMode mode, boolean sizeClasses) {
        this.allocatorName = allocatorName;
        this.timed = mode == RunMode.LATENCY ? new TimedAllocator(allocator) : null;
        this.allocator = timed != null ? timed : mode == RunMode.CHECK ? new VerifyingAllocator(allocator) : allocator;
        this.threads = threads;
        this.sizeClasses = sizeClasses;
    }

    /// Warms up and measures in this JVM.
    ///
    /// @throws InterruptedException if the calling thread is interrupted
    public Run run(Workload workload, Duration warmUp) throws InterruptedException {
        try (Sampler sampler = new Sampler(allocator, process)) {
            sampler.restart();
            Ends ends = new Ends(sampler);
            Outcome outcome = workload.run(allocator, threads, warmUp, ends);
            boolean isUsed = workload.callsAllocator() || allocator.hakmem() != null;
            return figures(outcome, ends, sampler, isUsed ? allocator.notes() : List.of());
        }
    }

    private Run figures(Outcome outcome, Ends ends, Sampler sampler, List<String> allocatorNotes) {
        Stats afterFree = allocator.stats();
        Run.AfterFree remains = new Run.AfterFree(
                sampler.residentBytes(afterFree),
                afterFree == null ? null : (Long) afterFree.superSlabs().active(),
                afterFree == null ? null : (Long) afterFree.memory().liveBytes());
        Figures figures = new Figures(ends.before, ends.after);
        Run.Frees frees = figures.frees();
        return new Run(
                allocatorName,
                threads.label(),
                outcome.operations(),
                outcome.seconds(),
                outcome.operationsPerSecond(),
                outcome.handedOverFrees(),
                outcome.frees(),
                figures.mapping(),
                figures.memory(
                        ends.residentBytes,
                        sampler.peakResidentBytes(),
                        ends.processResidentBytes,
                        ends.peakProcessResidentBytes,
                        ends.processResidentAtStartBytes,
                        ends.processResidentAfterQuietBytes),
                figures.superSlabs(),
                figures.stages(),
                figures.slabs(),
                frees,
                figures.osCalls(),
                figures.cache(),
                sampler.samples(),
                remains,
                notes(allocatorNotes, frees, outcome),
                sizeClasses ? figures.sizeClasses() : null,
                ends.minorFaults(),
                outcome.figures(),
                ends.looks.all(),
                MemoryReturn.of(ends.looks.all()),
                figures.heaps(),
                figures.limits(),
                ends.cpuSeconds(),
                allocator.version().orElse(null),
                ends.latency);
    }

    /// A free that one side counts and the other does not is a defect of either, so it is never passed over.
    private static List<String> notes(List<String> allocatorNotes, Run.Frees frees, Outcome outcome) {
        List<String> notes = new ArrayList<>(allocatorNotes);
        Long local = frees.local();
        Long remote = frees.remote();
        if (local != null && remote != null && local + remote != outcome.frees()) {
            notes.add("The allocator counted " + (local + remote) + " frees, the workload " + outcome.frees() + ".");
        }
        return notes;
    }

    /// Reads the figures at both ends of the measured time.
    private final class Ends implements MeasuredTime {
        private final Sampler sampler;
        private final Looks looks = new Looks(allocator, process);
        private @Nullable Stats before;
        private @Nullable Stats after;
        private @Nullable Long residentBytes;
        private @Nullable Long processResidentBytes;
        private @Nullable Long peakProcessResidentBytes;
        private final @Nullable Long processResidentAtStartBytes = process.residentBytes();
        private @Nullable Long processResidentAfterQuietBytes;
        private @Nullable Long minorFaultsBefore;
        private @Nullable Long minorFaultsAfter;
        private @Nullable Latency latency;
        private @Nullable Double cpuSecondsBefore;
        private @Nullable Double cpuSecondsAfter;

        Ends(Sampler sampler) {
            this.sampler = sampler;
        }

        @Override
        public void begins() {
            sampler.restart();
            looks.begin();
            before = allocator.stats();
            if (timed != null) {
                timed.restart();
            }
            minorFaultsBefore = process.minorFaults();
            cpuSecondsBefore = process.cpuSeconds();
        }

        @Override
        public void ended() {
            cpuSecondsAfter = process.cpuSeconds();
            minorFaultsAfter = process.minorFaults();
            latency = timed == null ? null : timed.latency();
            after = allocator.stats();
            sampler.finish();
            residentBytes = sampler.lastResidentBytes();
            processResidentBytes = process.residentBytes();
            peakProcessResidentBytes = process.peakResidentBytes();
        }

        @Override
        public void quiet() throws InterruptedException {
            Thread.sleep(QUIET);
            processResidentAfterQuietBytes = process.residentBytes();
        }

        @Override
        public void watch(String moment, Duration time, Holding holding) throws InterruptedException {
            looks.watch(moment, time, holding);
        }

        @Nullable
        Long minorFaults() {
            return minorFaultsBefore == null || minorFaultsAfter == null
                    ? null
                    : (Long) (minorFaultsAfter - minorFaultsBefore);
        }

        @Nullable
        Double cpuSeconds() {
            return cpuSecondsBefore == null || cpuSecondsAfter == null
                    ? null
                    : (Double) (cpuSecondsAfter - cpuSecondsBefore);
        }
    }
}
