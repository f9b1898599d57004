package io.hakmem.bench.measure;

import io.hakmem.bench.workload.Burst;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How memory came back after a burst, by the looks at it. What was not looked at, or never happened, is `null`.
///
/// @param pageBytes length of the pages that the survivors touch
/// @param settledAtSeconds since the begin of the silence, when resident was first at most the survivors' pages and a
///     tenth of them, and what is parked
/// @param residentAfterTwoSecondsBytes resident two seconds into the silence: the delay of a purge, and a second
/// @param residentAfterSixSecondsBytes resident six seconds into the silence
/// @param pinnedBytes what went back between these two, after the purge of free pages: what parked blocks had pinned
/// @param residentAfterFreeBytes the least that was resident within three seconds after the last free
public record MemoryReturn(
        @Nullable Long pageBytes,
        @Nullable Double settledAtSeconds,
        @Nullable Long residentAfterTwoSecondsBytes,
        @Nullable Long residentAfterSixSecondsBytes,
        @Nullable Long pinnedBytes,
        @Nullable Long residentAfterFreeBytes) {
    private static final double SURVIVORS_AND_A_TENTH = 1.1;
    private static final double SECONDS_AFTER_FREE = 3;

    /// Looks are due each tenth of a second, and come no earlier than a few milliseconds before.
    private static final double TOLERANCE_SECONDS = 0.02;

    /// Sums up the looks of a run; `null` if it was no burst.
    static @Nullable MemoryReturn of(List<Run.Look> looks) {
        List<Run.Look> silence = ofMoment(looks, Burst.SILENCE);
        if (silence.isEmpty()) {
            return null;
        }
        double begin = silence.getFirst().atSeconds();
        Long afterTwo = residentAt(silence, begin + 2);
        Long afterSix = residentAt(silence, begin + 6);
        return new MemoryReturn(
                silence.getFirst().pageBytes(),
                silence.stream()
                        .filter(MemoryReturn::isSettled)
                        .findFirst()
                        .map(look -> Math.round((look.atSeconds() - begin) * 1e3) / 1e3)
                        .orElse(null),
                afterTwo,
                afterSix,
                afterTwo == null || afterSix == null ? null : (Long) Math.max(0, afterTwo - afterSix),
                leastAfterFree(ofMoment(looks, Burst.FREED)));
    }

    private static List<Run.Look> ofMoment(List<Run.Look> looks, String moment) {
        return looks.stream().filter(look -> look.moment().equals(moment)).toList();
    }

    private static boolean isSettled(Run.Look look) {
        Long resident = look.residentBytes();
        Long pages = look.pageBytes();
        long parked = Objects.requireNonNullElse(look.parkedBytes(), 0L);
        return resident != null && pages != null && resident <= pages * SURVIVORS_AND_A_TENTH + parked;
    }

    private static @Nullable Long residentAt(List<Run.Look> looks, double seconds) {
        return looks.stream()
                .filter(look -> look.atSeconds() >= seconds - TOLERANCE_SECONDS)
                .findFirst()
                .map(Run.Look::residentBytes)
                .orElse(null);
    }

    private static @Nullable Long leastAfterFree(List<Run.Look> freed) {
        return freed.stream()
                .filter(look ->
                        look.atSeconds() <= freed.getFirst().atSeconds() + SECONDS_AFTER_FREE + TOLERANCE_SECONDS)
                .flatMap(look -> Optional.ofNullable(look.residentBytes()).stream())
                .min(Long::compare)
                .orElse(null);
    }
}
