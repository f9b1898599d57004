package io.hakmem.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Counters and the commitment: each figure moves alone.
final class CountersTest {
    private final Counters counters = new Counters();
    private final Commitment commitment = new Commitment(4096, MemoryLimits.NONE, null);

    @ParameterizedTest
    @EnumSource(Stage.class)
    void tried_aHit_countsAHitOfThatStageOnly(Stage stage) {
        counters.tried(stage, true);
        for (Stage any : Stage.values()) {
            assertThat(counters.hits(any)).as("hits of %s", any).isEqualTo(any == stage ? 1 : 0);
            assertThat(counters.misses(any)).as("misses of %s", any).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void tried_aMiss_countsAMissOfThatStageOnly(Stage stage) {
        counters.tried(stage, false);
        for (Stage any : Stage.values()) {
            assertThat(counters.misses(any)).as("misses of %s", any).isEqualTo(any == stage ? 1 : 0);
            assertThat(counters.hits(any)).as("hits of %s", any).isZero();
        }
    }

    @Test
    void tried_anyOutcome_passesItOn() {
        assertThat(counters.tried(Stage.EMPTY, true) && !counters.tried(Stage.EMPTY, false))
                .isTrue();
    }

    @Test
    void remoteFreesAndBatches_counted_areApartFromStages() {
        counters.remoteFree();
        counters.remoteFree();
        counters.remoteBatch();
        assertThat(new long[] {counters.remoteFrees(), counters.remoteBatches(), counters.misses(Stage.NEW_SUPER_SLAB)})
                .containsExactly(2, 1, 0);
    }

    @Test
    void charge_somePages_commitsTheirBytes() {
        commitment.tryCharge(3);
        assertThat(commitment.committedBytes()).isEqualTo(3 * 4096);
    }

    @Test
    void peak_afterADischarge_stays() {
        commitment.tryCharge(3);
        commitment.discharge(2);
        commitment.tryCharge(1);
        assertThat(commitment.peakBytes()).isEqualTo(3 * 4096);
    }

    @Test
    void peak_aHigherCharge_follows() {
        commitment.tryCharge(3);
        commitment.discharge(1);
        commitment.tryCharge(2);
        assertThat(commitment.peakBytes()).isEqualTo(4 * 4096);
    }
}
