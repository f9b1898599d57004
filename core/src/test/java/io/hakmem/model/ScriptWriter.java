package io.hakmem.model;

import io.hakmem.pool.CacheLimits;
import io.hakmem.size.SizeClasses;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Writes the script of a seed: a few sizes, which change slowly; a few threads that take turns, of which some fall
/// asleep for long and some end; times in which the heap grows and shrinks. The first steps of a long script are those
/// of a short one.
final class ScriptWriter {
    private static final int PAGE_BYTES = 4096;
    private static final int MEAN_TURN_STEPS = 20;
    private static final int MOST_ACTORS = 6;
    private static final int MOST_BYTES_PER_STEP = 64 << 10;
    private static final int MOST_BLOCKS_PER_STEP = 512;
    private static final long SECOND = 1_000_000_000L;
    private static final long[] JUMPS = {1_000_000, SECOND / 2, SECOND, 2 * SECOND, 61 * SECOND, -5 * SECOND};
    private static final long[] FOREIGN = {1, -1, 4096, Long.MIN_VALUE, Long.MAX_VALUE, 0x7fff_ffff_f000L};
    private static final long[] TOO_MUCH = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 40, 1L << 31};

    private final SplittableRandom random;
    private final Setup setup;
    private final long[] sizes;
    private final boolean refusesPurges;
    private final int batchOneIn;

    /// How rare other operations than plain ones are: the more, the rarer.
    private final int plain;
    private final List<Step> steps = new ArrayList<>();
    private final List<Member> awake = new ArrayList<>();
    private final List<Member> asleep = new ArrayList<>();

    /// Groups with blocks that may be live, the oldest first.
    private final List<Integer> groups = new ArrayList<>();

    private int nextActor;
    private int nextGroup;
    private boolean growing = true;
    private int turn;

    /// A thread that lives.
    private record Member(int number, boolean virtual) {}

    private ScriptWriter(long seed) {
        this.random = new SplittableRandom(seed);
        this.setup = setup();
        this.sizes = new long[1 + random.nextInt(6)];
        for (int index = 0; index < sizes.length; index++) {
            sizes[index] = size();
        }
        this.refusesPurges = oneIn(8);
        this.batchOneIn = 1 + random.nextInt(8);
        this.plain = 8 + random.nextInt(24);
    }

    /// The script of a seed, in `count` steps.
    static Script write(long seed, int count) {
        ScriptWriter writer = new ScriptWriter(seed);
        writer.start();
        while (writer.steps.size() < count) {
            writer.step();
        }
        return new Script(writer.setup, writer.steps);
    }

    private Setup setup() {
        CacheLimits cache = new CacheLimits(
                new int[] {0, 1, 2, 256}[random.nextInt(4)],
                512L << 20,
                new long[] {0, SECOND, 60 * SECOND}[random.nextInt(3)]);
        long limitBytes = oneIn(4) ? (long) PAGE_BYTES * (16 + random.nextInt(1024)) : Long.MAX_VALUE;
        return new Setup(
                !oneIn(8),
                1 << 20 << random.nextInt(2),
                8 << random.nextInt(3),
                cache,
                limitBytes,
                oneIn(2) ? 0 : 16 << 20);
    }

    /// A length at the border of a size class, small ones first; of a few special ones; of some pages; or of whole
    /// slots.
    private long size() {
        int nearby = random.nextInt(3) - 1;
        return switch (random.nextInt(12)) {
            case 0 -> new long[] {0, 1, 8, 16, 64, 4096, 8192, 32_768}[random.nextInt(8)];
            case 1 -> SizeClasses.LARGEST_BYTES + 1 + random.nextInt(1 << random.nextInt(10, 22));
            case 2 -> (long) SizeClasses.SLAB_BYTES * (1 << random.nextInt(1 + random.nextInt(7))) + nearby;
            case 3 -> (long) PAGE_BYTES * (3 + random.nextInt(1 << random.nextInt(6))) + nearby;
            default -> SizeClasses.blockBytes(random.nextInt(1 + random.nextInt(SizeClasses.COUNT))) + nearby;
        };
    }

    // ---- one step ----

    private void step() {
        if (--turn <= 0) {
            nextTurn();
        }
        int actor = awake.get(0).number;
        switch (random.nextInt(100)) {
            case 0 -> people();
            case 1 -> world(actor);
            case 2 -> wrongCall(actor);
            case 3 -> add(new Step.UsableSize(actor, group()));
            default -> {
                if (random.nextInt(100) < (growing ? 65 : 35)) {
                    allocate(actor);
                } else {
                    free(actor);
                }
            }
        }
        if (oneIn(100)) {
            growing = !growing;
        }
        if (oneIn(100)) {
            sizes[random.nextInt(sizes.length)] = size();
        }
    }

    private void add(Step step) {
        steps.add(step);
    }

    private void allocate(int actor) {
        long bytes = sizes[random.nextInt(sizes.length)];
        int most = Math.clamp(MOST_BYTES_PER_STEP / Math.max(16, bytes), 1, MOST_BLOCKS_PER_STEP);
        int wanted = oneIn(batchOneIn) ? 1 + random.nextInt(1 << random.nextInt(10)) : 1;
        int count = Math.min(wanted, most);
        groups.add(nextGroup);
        add(
                switch (random.nextInt(plain)) {
                    case 0 -> new Step.AllocateAligned(actor, nextGroup, bytes, alignment(), oneIn(2));
                    case 1 -> new Step.AllocateBatch(actor, nextGroup, bytes, count);
                    case 2 -> new Step.AllocateByHeap(actor, nextGroup, bytes, count);
                    case 3 -> new Step.Reallocate(actor, liveGroup(), oneIn(2) ? 0 : random.nextInt(64), otherSize());
                    default -> new Step.Allocate(actor, nextGroup, bytes, count);
                });
        nextGroup++;
    }

    private long alignment() {
        return 1L << random.nextInt(1 + random.nextInt(23));
    }

    private void free(int actor) {
        if (groups.isEmpty()) {
            return;
        }
        int at = switch (random.nextInt(3)) {
            case 0 -> 0;
            case 1 -> groups.size() - 1;
            default -> random.nextInt(groups.size());
        };
        int group = groups.get(at);
        int way = random.nextInt(plain);
        if (way < 6 && oneIn(2)) {
            add(
                    switch (way) {
                        case 0 -> new Step.Free(actor, group, random.nextInt(2), 2);
                        case 1 -> new Step.Free(actor, group, random.nextInt(64), 1 + random.nextInt(80));
                        default -> new Step.Free(actor, group, random.nextInt(64), 1);
                    });
            return;
        }
        groups.remove(/* index */ at);
        add(
                switch (way) {
                    case 0 -> new Step.FreeSized(actor, group, oneIn(2));
                    case 1 -> new Step.FreeByHeap(actor, group, oneIn(2));
                    case 2 -> new Step.FreeBatch(actor, group, group(), oneIn(4));
                    case 3, 4 -> new Step.Free(actor, group, -1, -1);
                    default -> new Step.Free(actor, group, 0, 1);
                });
    }

    /// One of the lengths, often by some pages longer or shorter.
    private long otherSize() {
        long bytes = sizes[random.nextInt(sizes.length)];
        return oneIn(2) ? bytes : Math.max(0, bytes + (long) PAGE_BYTES * (random.nextInt(48) - 16));
    }

    /// Some group that may be live.
    private int liveGroup() {
        return groups.get(random.nextInt(groups.size()));
    }

    /// Some group, live or not.
    private int group() {
        return random.nextInt(nextGroup + 1);
    }

    private void wrongCall(int actor) {
        int group = group();
        int index = oneIn(2) ? 0 : random.nextInt(64);
        add(
                switch (random.nextInt(7)) {
                    case 0, 1 -> new Step.FreeAgain(actor, group, index);
                    case 2 -> new Step.FreeInterior(actor, group, index, oneIn(2) ? 15 : random.nextInt(1 << 20));
                    case 3 ->
                        new Step.FreeAt(actor, random.nextLong(setup.reservationBytes()) & (oneIn(2) ? -16 : -65536));
                    case 4 -> new Step.FreeWrongSize(actor, group, index, sizes[random.nextInt(sizes.length)]);
                    case 5 -> new Step.FreeForeign(actor, FOREIGN[random.nextInt(FOREIGN.length)]);
                    default -> new Step.AllocateTooMuch(actor, TOO_MUCH[random.nextInt(TOO_MUCH.length)]);
                });
    }

    private void world(int actor) {
        switch (random.nextInt(8)) {
            case 0, 1 -> add(new Step.Trim(actor));
            case 2 -> add(new Step.Check());
            case 3 -> add(new Step.MoveTo(random.nextInt(4)));
            case 4 -> {
                if (refusesPurges) {
                    add(new Step.RefusePurges(1 + random.nextInt(4)));
                }
            }
            default -> add(new Step.Advance(JUMPS[random.nextInt(JUMPS.length)]));
        }
    }

    // ---- who is there ----

    private void people() {
        int count = awake.size() + asleep.size();
        switch (random.nextInt(4)) {
            case 0 -> {
                if (awake.size() > 1) {
                    asleep.add(awake.remove(0));
                }
            }
            case 1 -> {
                if (!asleep.isEmpty() && oneIn(2)) {
                    awake.add(asleep.remove(random.nextInt(asleep.size())));
                }
            }
            case 2 -> end(count > 1 || oneIn(2) ? awake : asleep);
            default -> {
                if (count < MOST_ACTORS) {
                    start();
                }
            }
        }
        if (awake.isEmpty()) {
            start();
        }
    }

    private void start() {
        Member member = new Member(nextActor++, oneIn(4));
        add(new Step.Start(member.number, member.virtual));
        awake.add(member);
    }

    private void end(List<Member> members) {
        if (!members.isEmpty()) {
            add(new Step.End(members.remove(0).number));
        }
    }

    /// Somebody else goes on, for a while.
    private void nextTurn() {
        turn = 1 + random.nextInt(2 * MEAN_TURN_STEPS);
        awake.add(0, awake.remove(random.nextInt(awake.size())));
    }

    private boolean oneIn(int count) {
        return random.nextInt(count) == 0;
    }
}
