package io.hakmem.harden;

import io.hakmem.bits.ReferenceTable;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.AddressSpace;
import io.hakmem.slab.Slab;
import io.hakmem.slab.SlotOwner;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/// What became of each block, beside the block, so that no wrong write reaches it: an `int` per block of a slab, and
/// per page of any other slot.
///
/// ```
/// 0                   never handed out in this life of the slab
/// 1 + slack           live; that many bytes at its end are not the caller's
/// −1 − slack          freed, and kept in the quarantine
/// RELEASED            went back to its slab with its pattern
/// ```
///
/// All changes are CAS or volatile; who holds a live block keeps its slot from another life.
public final class BlockStates {
    /// The block went back to its slab, filled with the pattern.
    public static final int RELEASED = Integer.MIN_VALUE;

    private final AddressSpace space;
    private final ReferenceTable bySlot;

    /// The states of one life of a slot.
    private record Life(SlotOwner owner, AtomicIntegerArray states) {}

    public BlockStates(AddressSpace space) {
        this.space = space;
        this.bySlot = new ReferenceTable(space.slotCount());
    }

    /// The state of a live block.
    ///
    /// @param slack bytes at its end that are not the caller's
    public static int live(long slack) {
        return 1 + (int) slack;
    }

    /// Bytes at the end of a live block that are not the caller's.
    public static int slack(int live) {
        return live - 1;
    }

    /// The state of the block that begins at an address; 0 where none was handed out.
    public int get(long address) {
        Life life = lifeAt(slotOf(address));
        return life == null ? 0 : life.states.get(indexOf(life.owner, address));
    }

    /// Whether the state was as expected, and is another one now.
    public boolean compareAndSet(long address, int expected, int state) {
        Life life = lifeAt(slotOf(address));
        return life != null && life.states.compareAndSet(indexOf(life.owner, address), expected, state);
    }

    /// Sets the state of a block that the caller owns.
    public void set(long address, int state) {
        int slot = slotOf(address);
        Life life = lifeAt(slot);
        while (life == null) {
            SlotOwner owner = space.ownerOf(slot);
            if (owner == null) {
                throw new AssertionError("a block without a slab was handed out");
            }
            int count = owner instanceof Slab slab
                    ? slab.capacity()
                    : SizeClasses.SLAB_BYTES / space.reservation().pageBytes();
            Object old = bySlot.getAcquire(slot);
            bySlot.compareAndSet(slot, old, new Life(owner, new AtomicIntegerArray(count)));
            life = lifeAt(slot);
        }
        life.states.set(indexOf(life.owner, address), state);
    }

    /// The states of the present life of a slot, if any were set in it.
    @SuppressWarnings("ReferenceEquality") // another life may be equal
    private @Nullable Life lifeAt(int slot) {
        Life life = (Life) bySlot.getAcquire(slot);
        return life != null && life.owner == space.ownerOf(slot) ? life : null;
    }

    private int slotOf(long address) {
        return (int) ((address - space.reservation().base()) >>> SizeClasses.SLAB_SHIFT);
    }

    private int indexOf(SlotOwner owner, long address) {
        int offset = (int) (address - space.reservation().base()) & (SizeClasses.SLAB_BYTES - 1);
        return owner instanceof Slab slab
                ? slab.blockAt(offset)
                : offset / space.reservation().pageBytes();
    }

    /// Bytes of Java heap for the table alone.
    public long metadataBytes() {
        return bySlot.metadataBytes();
    }
}
