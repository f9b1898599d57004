package io.hakmem.slab;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.Rivals;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The tables alone: no memory is touched, so the reservation is made up.
final class AddressSpaceTest {
    private static final long BASE = 0x7000_0000_0000L;
    private static final int SUPER_SLAB_BYTES = 2 << 20;
    private static final int COUNT = 64;
    private static final int SLOTS = 32;

    private final AddressSpace space = new AddressSpace(reservation(COUNT));

    @Test
    void unused_atFirst_areAllButTheFirstAndTheLast() {
        assertThat(IntStream.range(0, COUNT).filter(space::isUnused).toArray())
                .isEqualTo(IntStream.range(1, COUNT - 1).toArray());
    }

    @Test
    void unusedToOwned_oneByOne_takesAllButTheFirstAndTheLast() {
        int[] unused = IntStream.range(0, COUNT).filter(this::take).toArray();
        assertThat(unused).isEqualTo(IntStream.range(1, COUNT - 1).toArray());
        assertThat(space.nextUnused(0)).isEqualTo(-1);
    }

    @Test
    void ownedToUnused_aRun_canBeTakenAgain() {
        assertThat(take(6) && take(7)).isTrue();
        space.ownedToUnused(6, 2);
        assertThat(take(6) && take(7)).isTrue();
    }

    @Test
    void sibling_whatOneTakes_isNotUnusedForTheOther() {
        AddressSpace sibling = space.sibling();
        assertThat(take(1)).isTrue();
        assertThat(sibling.nextUnused(0)).isEqualTo(2);
        assertThat(sibling.unusedToOwned(sibling.superSlab(1))).isFalse();
        space.ownedToUnused(1, 1);
        assertThat(sibling.unusedToOwned(sibling.superSlab(1))).isTrue();
        assertThat(take(1)).isFalse();
    }

    @Test
    void sibling_whatLivesInOne_isUnknownToTheOther() {
        AddressSpace sibling = space.sibling();
        space.ownedToCarrying(slab(SLOTS + 3));
        assertThat(sibling.ownerOf(SLOTS + 3)).isNull();
    }

    private boolean take(int index) {
        return space.unusedToOwned(space.superSlab(index));
    }

    @Test
    void ownerOf_nothingThere_isNull() {
        assertThat(space.ownerOf(SLOTS)).isNull();
    }

    @Test
    void ownerOf_aSlab_isTheSlab() {
        Slab slab = slab(SLOTS + 3);
        space.ownedToCarrying(slab);
        assertThat(space.ownerOf(SLOTS + 3)).isSameAs(slab);
    }

    @Test
    void ownerOf_aRetiredSlab_isNull() {
        Slab slab = slab(SLOTS + 3);
        space.ownedToCarrying(slab);
        space.carryingToOwned(slab);
        assertThat(space.ownerOf(SLOTS + 3)).isNull();
    }

    @Test
    void ownerOf_theHeadOfARun_isTheRun() {
        Run run = run(SLOTS + 3, 4);
        space.ownedToCarrying(run);
        assertThat(space.ownerOf(SLOTS + 3)).isSameAs(run);
    }

    @ParameterizedTest
    @ValueSource(ints = {SLOTS + 2, SLOTS + 4, SLOTS + 6})
    void ownerOf_theInteriorOfARun_isNull(int slotIndex) {
        space.ownedToCarrying(run(SLOTS + 3, 4));
        assertThat(space.ownerOf(slotIndex)).isNull();
    }

    @Test
    void carryingToOwned_aRun_isDoneByTheFirstOnly() {
        Run run = run(SLOTS + 3, 4);
        space.ownedToCarrying(run);
        assertThat(space.carryingToOwned(run)).isTrue();
        assertThat(space.carryingToOwned(run)).isFalse();
    }

    @Test
    void carryingToOwned_aRunThatWasReplaced_leavesTheNewOne() {
        Run old = run(SLOTS + 3, 4);
        Run fresh = run(SLOTS + 3, 4);
        space.ownedToCarrying(old);
        space.carryingToOwned(old);
        space.ownedToCarrying(fresh);
        assertThat(space.carryingToOwned(old)).isFalse();
        assertThat(space.ownerOf(SLOTS + 3)).isSameAs(fresh);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 31, 62})
    void superSlab_anyIndex_liesAtItsPlace(int index) {
        assertThat(space.superSlab(index).base()).isEqualTo(BASE + (long) index * SUPER_SLAB_BYTES);
    }

    @Test
    void superSlab_askedAgain_isTheSame() {
        assertThat(space.superSlab(5)).isSameAs(space.superSlab(5));
    }

    @Test
    void superSlab_askedByRivals_isTheSame() {
        AddressSpace large = new AddressSpace(reservation(4096));
        var seen = ConcurrentHashMap.<SuperSlab>newKeySet();
        Rivals.race(4, rival -> {
            for (int index = 0; index < 4096; index++) {
                seen.add(large.superSlab(index));
            }
        });
        assertThat(seen).hasSize(4096);
    }

    @Test
    void knownSuperSlab_neverUsed_isNull() {
        assertThat(space.knownSuperSlab(5)).isNull();
    }

    @Test
    void superSlabOfSlot_theLastSlot_isItsOwn() {
        assertThat(space.superSlabOfSlot(3 * SLOTS - 1).index()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1 << 20, 2 << 20})
    void slots_everyIndex_agreeWithTheAddress(int superSlabBytes) {
        AddressSpace any = new AddressSpace(
                new Reservation(BASE, 8L * superSlabBytes, superSlabBytes, 4096, BASE, 9L * superSlabBytes));
        for (int slot = 0; slot < any.slotCount(); slot++) {
            SuperSlab superSlab = any.superSlabOfSlot(slot);
            assertThat(superSlab.base() + any.slotInSuperSlab(slot) * 65536L).isEqualTo(any.slotBase(slot));
        }
    }

    @Test
    void isValid_unusedAndBare_isTrue() {
        assertThat(take(3)).isTrue();
        space.ownedToUnused(3, 1);
        assertThat(space.isValid()).isTrue();
    }

    @Test
    void isValid_anUnusedOneWithADirtyPage_isFalse() {
        space.superSlab(5).markDirty(0, 1);
        assertThat(space.isValid()).isFalse();
    }

    @Test
    void isValid_anUnusedOneWithAFreeSlot_isFalse() {
        space.superSlab(5).ownedToFree(0);
        assertThat(space.isValid()).isFalse();
    }

    @Test
    void isValid_aUsedOneWithADirtyPage_isTrue() {
        assertThat(take(3)).isTrue();
        space.superSlab(3).markDirty(0, 1);
        assertThat(space.isValid()).isTrue();
    }

    @Test
    void metadata_4TiBNeverUsed_isBelow2MB() {
        long bytes = 1L << 42;
        AddressSpace huge =
                new AddressSpace(new Reservation(BASE, bytes, SUPER_SLAB_BYTES, 4096, BASE, bytes + SUPER_SLAB_BYTES));
        assertThat(huge.metadataBytes()).isLessThan(2_000_000);
    }

    private static Reservation reservation(int superSlabs) {
        long bytes = (long) superSlabs * SUPER_SLAB_BYTES;
        return new Reservation(BASE, bytes, SUPER_SLAB_BYTES, 4096, BASE, bytes + SUPER_SLAB_BYTES);
    }

    private Slab slab(int slotIndex) {
        return new Slab(slotIndex, space.slotBase(slotIndex), 0, Slab.NOBODY);
    }

    private Run run(int slotIndex, int slots) {
        return new Run(slotIndex, space.slotBase(slotIndex), slots * 65536L);
    }
}
