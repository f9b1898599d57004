package io.hakmem.cli.compare;

import java.util.List;
import java.util.Locale;

/// A bound that HAKMEM has set itself for a workload. Ratios are taken round by round; their median is judged.
///
/// @param subject what is bounded
/// @param of the allocator that is judged
/// @param against the allocators, the most demanding of which counts; none if the figure is judged by itself
/// @param group the name of `against` in reports
/// @param bound the least or the largest ratio, by the subject
public record Target(Subject subject, String of, List<String> against, String group, double bound) {
    private static final List<String> MODERN = List.of("native:mimalloc", "native:jemalloc", "native:tcmalloc");
    /// The allocators that the best native one is among.
    static final List<String> NATIVE = List.of("native:glibc", "native:mimalloc", "native:jemalloc", "native:tcmalloc");
    private static final String BEST_NATIVE = "best native";

    /// What a target bounds.
    public enum Subject {
        /// Operations per second, at least.
        RATE("rate", true),
        /// The process's peak of resident bytes, less the null allocator's, at most.
        PEAK_RESIDENT("peak resident", false),
        /// Resident bytes and metadata by live bytes, at most.
        OVERHEAD("resident + metadata", false),
        /// The time that 999 of 1,000 calls take, at most.
        TAIL("p99.9", false);

        private final String label;
        private final boolean atLeast;

        Subject(String label, boolean atLeast) {
            this.label = label;
            this.atLeast = atLeast;
        }

        /// Says whether the bound is the least value that is good.
        public boolean isAtLeast() {
            return atLeast;
        }
    }

    static Target ofBestNative(double bound) {
        return new Target(Subject.RATE, Header.REFERENCE, NATIVE, BEST_NATIVE, bound);
    }

    static Target of(String peer, double bound) {
        return of(Header.REFERENCE, peer, bound);
    }

    static Target of(String judged, String peer, double bound) {
        return new Target(Subject.RATE, judged, List.of(peer), peer, bound);
    }

    static Target peakResident(double bound) {
        return new Target(
                Subject.PEAK_RESIDENT, Header.REFERENCE, MODERN, "smallest of mimalloc, jemalloc, tcmalloc", bound);
    }

    static Target overhead(double bound) {
        return new Target(Subject.OVERHEAD, Header.REFERENCE, List.of(), "live", bound);
    }

    static Target tail(double bound) {
        return new Target(Subject.TAIL, Header.REFERENCE, NATIVE, BEST_NATIVE, bound);
    }

    /// Returns whether a ratio is within the bound.
    boolean isMetBy(double ratio) {
        return subject.isAtLeast() ? ratio >= bound : ratio <= bound;
    }

    /// Says the target in a few words.
    String text() {
        String judged = of.equals(Header.REFERENCE) ? "" : of + ": ";
        return String.format(
                Locale.ROOT, "%s%s %s %.2f × %s", judged, subject.label, subject.isAtLeast() ? "≥" : "≤", bound, group);
    }
}
