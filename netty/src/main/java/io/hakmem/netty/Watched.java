package io.hakmem.netty;

import io.netty.util.ResourceLeakDetector;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The buffers that Netty's leak detector has picked: the time and, at its levels `advanced` and `paranoid`, the
/// place of their allocation. The buffers themselves are not held, or the detector would never find one lost.
final class Watched {
    private static final int FRAMES = 6;

    private final Set<Birth> births = ConcurrentHashMap.newKeySet();

    /// The beginning of a buffer's life; equal to itself alone.
    static final class Birth {
        private final long nanos = System.nanoTime();

        /// The stack of the allocation; `null` at the level `simple`.
        private final @Nullable Throwable place;

        private Birth(@Nullable Throwable place) {
            this.place = place;
        }
    }

    Birth add() {
        boolean isPlaced = ResourceLeakDetector.getLevel().compareTo(ResourceLeakDetector.Level.ADVANCED) >= 0;
        Birth birth = new Birth(isPlaced ? new Throwable() : null);
        births.add(birth);
        return birth;
    }

    void remove(Birth birth) {
        births.remove(birth);
    }

    /// What is known of the oldest one, for people.
    String describeOldest() {
        long now = System.nanoTime();
        return births.stream()
                .max(Comparator.comparingLong(birth -> now - birth.nanos))
                .map(birth -> "The oldest of " + births.size() + " that the leak detector watches was allocated "
                        + Duration.ofNanos(now - birth.nanos).toMillis() / 1e3 + " s ago"
                        + (birth.place == null
                                ? ". Set -Dio.netty.leakDetection.level=paranoid to be told where."
                                : " at" + frames(birth.place)))
                .orElse("The leak detector watches none of them at its level "
                        + ResourceLeakDetector.getLevel()
                        + ". Set -Dio.netty.leakDetection.level=paranoid to be told the oldest one's age and place.");
    }

    private static String frames(Throwable place) {
        return Stream.of(place.getStackTrace())
                .filter(frame -> !isOfAllocation(frame.getClassName()))
                .limit(FRAMES)
                .map(frame -> "\n    " + frame)
                .collect(Collectors.joining());
    }

    private static boolean isOfAllocation(String className) {
        return className.equals(Watched.class.getName())
                || className.equals(HakmemByteBuf.class.getName())
                || className.equals(HakmemByteBufAllocator.class.getName())
                || className.equals("io.netty.buffer.AbstractByteBufAllocator");
    }
}
