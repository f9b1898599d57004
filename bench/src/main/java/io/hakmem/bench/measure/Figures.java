package io.hakmem.bench.measure;

import io.hakmem.Stats;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Turns the allocator's statistics at both ends of the measured time into the parts of a [Run]; without statistics
/// every figure is `null`.
///
/// @param before at the begin of the measured time
/// @param after at its end
record Figures(@Nullable Stats before, @Nullable Stats after) {
    Run.Mapping mapping() {
        return new Run.Mapping(
                atEnd(stats -> stats.mapping().base()),
                atEnd(stats -> stats.mapping().bytes()),
                atEnd(stats -> stats.mapping().count()));
    }

    Run.Memory memory(
            @Nullable Long residentBytes,
            @Nullable Long peakResidentBytes,
            @Nullable Long processResidentBytes,
            @Nullable Long peakProcessResidentBytes,
            @Nullable Long processResidentAtStartBytes,
            @Nullable Long processResidentAfterQuietBytes) {
        return new Run.Memory(
                atEnd(stats -> stats.memory().liveBytes()),
                atEnd(stats -> stats.memory().parkedBytes()),
                atEnd(stats -> stats.memory().committedBytes()),
                atEnd(stats -> stats.memory().peakCommittedBytes()),
                atEnd(stats -> stats.memory().reservedBytes()),
                atEnd(stats -> stats.memory().metadataBytes()),
                residentBytes,
                peakResidentBytes,
                processResidentBytes,
                peakProcessResidentBytes,
                processResidentAtStartBytes,
                processResidentAfterQuietBytes);
    }

    Run.SuperSlabs superSlabs() {
        return new Run.SuperSlabs(
                atEnd(stats -> stats.superSlabs().acquired()),
                atEnd(stats -> stats.superSlabs().released()),
                atEnd(stats -> stats.superSlabs().active()),
                atEnd(stats -> stats.superSlabs().peakActive()),
                atEnd(stats -> stats.superSlabs().cached()));
    }

    Run.Stages stages() {
        return new Run.Stages(
                stage("leased"),
                stage("partial"),
                stage("empty"),
                stage("freeSlot"),
                stage("tensionDrain"),
                stage("coalesced"),
                stage("cachedSuperSlab"),
                stage("newSuperSlab"));
    }

    Run.Limits limits() {
        return new Run.Limits(
                limit(stats -> stats.limits().hardBytes()),
                limit(stats -> stats.limits().softBytes()),
                limit(stats -> stats.limits().processBytes()),
                atEnd(stats -> stats.limits().refusedByBudget()
                        + stats.limits().refusedByProcess()
                        + stats.limits().refusedByReservation()));
    }

    private @Nullable Long limit(ToLongFunction<Stats> figure) {
        Long bytes = atEnd(figure);
        return bytes == null || bytes == 0 || bytes == Long.MAX_VALUE ? null : bytes;
    }

    @Nullable
    Long heaps() {
        return atEnd(Stats::heaps);
    }

    Run.Slabs slabs() {
        return new Run.Slabs(
                atEnd(stats -> stats.slabs().born()),
                atEnd(stats -> stats.slabs().retired()),
                atEnd(stats -> stats.slabs().reusedAcrossClasses()));
    }

    Run.Frees frees() {
        return new Run.Frees(
                meanwhile(stats -> stats.frees().local()),
                meanwhile(stats -> stats.frees().remote()),
                meanwhile(stats -> stats.frees().remoteBatches()));
    }

    Run.OsCalls osCalls() {
        return new Run.OsCalls(
                atEnd(stats -> stats.osCalls().map()),
                atEnd(stats -> stats.osCalls().unmap()),
                atEnd(stats -> stats.osCalls().purge()));
    }

    Run.Cache cache() {
        return new Run.Cache(
                atEnd(stats -> stats.cache().pushes()),
                atEnd(stats -> stats.cache().hits()),
                atEnd(stats -> stats.cache().misses()),
                atEnd(stats -> stats.cache().evictions()));
    }

    @Nullable
    List<Stats.SizeClass> sizeClasses() {
        return after == null ? null : after.sizeClasses();
    }

    private Run.Stage stage(String name) {
        return new Run.Stage(
                meanwhile(stats -> sum(stats, name, Stats.Stage::hits)),
                meanwhile(stats -> sum(stats, name, Stats.Stage::misses)));
    }

    private static long sum(Stats stats, String stage, ToLongFunction<Stats.Stage> figure) {
        return stats.stages().stream()
                .filter(candidate -> candidate.name().equals(stage))
                .mapToLong(figure)
                .sum();
    }

    private @Nullable Long atEnd(ToLongFunction<Stats> figure) {
        return after == null ? null : (Long) figure.applyAsLong(after);
    }

    private @Nullable Long meanwhile(ToLongFunction<Stats> figure) {
        return before == null || after == null ? null : (Long) (figure.applyAsLong(after) - figure.applyAsLong(before));
    }
}
