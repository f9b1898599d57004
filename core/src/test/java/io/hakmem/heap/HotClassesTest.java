package io.hakmem.heap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HotClassesTest {
    private static final int CLASS = 5;

    private final HotClasses hotClasses = new HotClasses(3);

    private boolean refilled(long frees) {
        return hotClasses.refilled(CLASS, frees);
    }

    @Test
    void class_isHotFromTheStreakOn() {
        assertThat(refilled(0)).isFalse();
        assertThat(refilled(1023)).isFalse();
        assertThat(refilled(1023)).isTrue();
        assertThat(refilled(2046)).isTrue();
    }

    @Test
    void class_thatFreesMuchBetweenRefills_isNotHot() {
        for (long frees = 0; frees < 20 * 1024; frees += 1024) {
            assertThat(refilled(frees + 1024)).isFalse();
        }
    }

    @Test
    void class_afterABreak_beginsANewStreak() {
        refilled(0);
        refilled(0);
        assertThat(refilled(0)).isTrue();
        assertThat(refilled(1024)).isFalse();
        assertThat(refilled(1024)).isFalse();
        assertThat(refilled(1024)).isFalse();
        assertThat(refilled(1024)).isTrue();
    }

    @Test
    void class_besideAHotOne_isNotHot() {
        refilled(0);
        refilled(0);
        assertThat(refilled(0)).isTrue();
        assertThat(hotClasses.refilled(CLASS + 1, 0)).isFalse();
    }

    @Test
    void streakOfNone_makesEveryClassHot() {
        assertThat(new HotClasses(0).refilled(CLASS, 1 << 20)).isTrue();
    }
}
