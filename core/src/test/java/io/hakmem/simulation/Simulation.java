package io.hakmem.simulation;

import io.hakmem.bits.Stepper;
import java.lang.reflect.Array;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs the actors of a scenario one access to shared memory at a time, in every order that makes a difference, or in
/// random ones. It steps the real classes: each access of `bits.Words` and `bits.References` comes here.
///
/// *Every order that makes a difference*: dynamic partial order reduction (Flanagan and Godefroid, 2005). After each
/// step, for each actor's next access, the last earlier access of another actor to the same place that does not happen
/// before it, one of both a write, is a place where the actor must also be tried first.
///
/// *Random orders*: in a third of them each step is anybody's, in the others an actor goes on for 8 or 32 steps on
/// average, so that some stand still for long in the middle of what they do.
///
/// *Weak stores*: a store that is not volatile goes to a buffer of its actor and becomes visible at any later moment,
/// in the order of the actor's stores, at the latest before the actor's next atomic operation or volatile store. The
/// buffer is one more actor, the partner of the first. That the first waits for its buffer is a step of its own that
/// nobody else's can be swapped with, so a race is looked for only when the wait is over; and it is not a race either
/// whether a load sees a store of its own in the buffer or in memory.
///
/// *Cost*: a schedule that begins as the one before is stepped again from the start, but races are looked for, and
/// clocks told, only where it is new, and only among the steps at the same place.
@SuppressWarnings({"ReferenceEquality", "ArrayRecordComponent"}) // places are arrays by identity
final class Simulation implements Stepper {
    /// More than any schedule takes that ends.
    private static final int MOST_STEPS = 20_000;

    private static final int NOBODY = -1;

    /// How many steps an actor makes on average before another may go on, in random orders, in turn.
    private static final int[] STEPS_OF_ONE = {1, 8, 32};

    private final Supplier<Scenario> scenarios;
    private final List<Step> trace = new ArrayList<>();
    private final List<Actor> actors = new ArrayList<>();
    private final IdentityHashMap<Object, @Nullable Place[]> places = new IdentityHashMap<>();
    private int current = NOBODY;
    private int turn = NOBODY;
    private int depth;
    private int replay;
    private @Nullable SplittableRandom random;
    private int stepsOfOne = 1;
    private int lastActor;
    private long states;
    private long schedules;

    /// An access that an actor is about to make.
    private record Access(Place place, boolean write, boolean drains) {}

    /// An element of an array, and the steps of this schedule that accessed it, in order.
    private static final class Place {
        private int[] depths = new int[4];
        private int count;

        void add(int depth) {
            if (count == depths.length) {
                depths = Arrays.copyOf(depths, 2 * count);
            }
            depths[count++] = depth;
        }
    }

    /// A step that was taken, and what else could be taken in its place.
    private static final class Step {
        final int enabled;
        int actor;
        int toTry;
        int tried;

        boolean write;
        int[] clock = new int[0];

        Step(int enabled) {
            this.enabled = enabled;
        }
    }

    /// One actor, or the buffer of one.
    private static final class Actor {
        final @Nullable Coroutine body;

        @Nullable
        Access next;

        int[] clock;

        Actor(@Nullable Coroutine body, int count) {
            this.body = body;
            this.clock = new int[count];
        }
    }

    /// A store that nobody else sees yet. Clocks never change.
    private record Delayed(
            Access access, Runnable store, @Nullable Object value, int[] clock) {}

    private final List<ArrayDeque<Delayed>> buffers = new ArrayList<>();

    private Simulation(Supplier<Scenario> scenarios) {
        this.scenarios = scenarios;
    }

    /// What a search did.
    ///
    /// @param schedules orders run from begin to end
    /// @param states distinct states visited, as nodes of the tree of schedules
    /// @param exhaustive whether every order that makes a difference was run
    record Report(long schedules, long states, boolean exhaustive) {}

    /// A schedule under which a scenario failed.
    static final class Failure extends AssertionError {
        private static final long serialVersionUID = 1;

        Failure(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// Runs every order that makes a difference, as long as fewer than `mostStates` states were visited.
    static Report exhaustive(Supplier<Scenario> scenarios, long mostStates) {
        Simulation simulation = new Simulation(scenarios);
        int replay = 0;
        do {
            simulation.run(replay, null);
            replay = simulation.backtrack();
        } while (replay >= 0 && simulation.states < mostStates);
        return new Report(simulation.schedules, simulation.states, replay < 0);
    }

    /// Runs `schedules` random orders from a seed on.
    static Report random(Supplier<Scenario> scenarios, long seed, long schedules) {
        Simulation simulation = new Simulation(scenarios);
        for (long schedule = 0; schedule < schedules; schedule++) {
            simulation.trace.clear();
            simulation.lastActor = 0;
            simulation.stepsOfOne = STEPS_OF_ONE[Math.floorMod(seed + schedule, STEPS_OF_ONE.length)];
            simulation.run(0, new SplittableRandom(seed + schedule));
        }
        return new Report(simulation.schedules, simulation.states, false);
    }

    // ---- one schedule ----

    private void run(int replay, @Nullable SplittableRandom random) {
        Scenario scenario = scenarios.get();
        List<Runnable> bodies = scenario.actors();
        actors.clear();
        buffers.clear();
        places.clear();
        int count = 2 * bodies.size();
        for (Runnable body : bodies) {
            actors.add(new Actor(new Coroutine(body), count));
            buffers.add(new ArrayDeque<>());
        }
        for (int buffer = 0; buffer < bodies.size(); buffer++) {
            actors.add(new Actor(null, count));
        }
        turn = NOBODY;
        Stepper.install(this);
        try {
            for (int actor = 0; actor < bodies.size(); actor++) {
                goOn(actor);
            }
            steps(replay, random);
            current = NOBODY;
            scenario.check();
            schedules++;
        } catch (Throwable e) {
            throw new Failure("seed or schedule " + schedules + ", after " + describe(), e);
        } finally {
            current = NOBODY;
            Stepper.install(null);
            scenario.close();
        }
    }

    private void steps(int toReplay, @Nullable SplittableRandom randomOrNot) {
        depth = 0;
        replay = toReplay;
        random = randomOrNot;
        turn = nextTurn();
        while (turn != NOBODY) {
            int actor = turn;
            goOn(actor);
            if (turn == actor) { // it is done
                turn = nextTurn();
            }
        }
        if (enabled() != 0) {
            throw new AssertionError("no end after " + depth + " steps: somebody goes on for ever");
        }
    }

    /// Makes all steps of buffers that are due, notes the next of a body, and returns whose it is. Runs within the body
    /// that made the last step, so that it need not be left when the next is its own, too.
    private int nextTurn() {
        while (depth < MOST_STEPS) {
            int enabled = enabled();
            if (enabled == 0) {
                return NOBODY;
            }
            int actor = note(enabled);
            if (actor < buffers.size()) {
                return actor;
            }
            buffers.get(partner(actor)).remove().store.run();
        }
        return NOBODY;
    }

    /// Chooses who makes the next step, and notes it.
    private int note(int enabled) {
        Step step;
        if (depth < replay) {
            step = trace.get(depth);
        } else {
            step = new Step(enabled);
            step.actor = random == null ? Integer.numberOfTrailingZeros(enabled) : pick(enabled, random);
            step.toTry = 1 << step.actor;
            trace.add(step);
            states++;
        }
        step.tried |= 1 << step.actor;
        Access access = nextOf(step.actor);
        if (access == null) {
            throw new AssertionError(
                    "the scenario is not deterministic: actor " + step.actor + " has no step at " + depth);
        }
        if (random == null) {
            if (depth >= replay) {
                noteRaces();
            }
            step.write = access.write;
            if (depth >= replay - 1) {
                step.clock = clockAfter(step.actor, access);
            }
            access.place.add(depth);
            actors.get(step.actor).clock = step.clock;
        }
        depth++;
        return step.actor;
    }

    private int pick(int enabled, SplittableRandom random) {
        if ((enabled >>> lastActor & 1) == 0 || random.nextInt(stepsOfOne) == 0) {
            int rest = enabled;
            for (int skip = random.nextInt(Integer.bitCount(enabled)); skip > 0; skip--) {
                rest &= rest - 1;
            }
            lastActor = Integer.numberOfTrailingZeros(rest);
        }
        return lastActor;
    }

    private int enabled() {
        int enabled = 0;
        for (int actor = 0; actor < actors.size(); actor++) {
            Access next = nextOf(actor);
            if (next != null && !waits(actor, next)) {
                enabled |= 1 << actor;
            }
        }
        return enabled;
    }

    private boolean waits(int actor, Access next) {
        return next.drains && !buffers.get(actor).isEmpty();
    }

    private @Nullable Access nextOf(int actor) {
        if (actor < buffers.size()) {
            return actors.get(actor).next;
        }
        Delayed oldest = buffers.get(actor - buffers.size()).peek();
        return oldest == null ? null : oldest.access;
    }

    /// The buffer of an actor, and the actor of a buffer.
    private int partner(int actor) {
        int bodies = buffers.size();
        return actor < bodies ? actor + bodies : actor - bodies;
    }

    /// What happens before an actor's next step, but for what it conflicts with. All of the old clocks stay as they
    /// are.
    private int[] clockBefore(int actor, Access next) {
        int[] clock = actors.get(actor).clock.clone();
        if (actor >= buffers.size()) {
            join(clock, buffers.get(partner(actor)).element().clock);
        } else if (next.drains) {
            join(clock, actors.get(partner(actor)).clock);
        }
        return clock;
    }

    private int[] clockAfter(int actor, Access access) {
        int[] clock = clockBefore(actor, access);
        Place place = access.place;
        for (int at = place.count - 1; at >= 0; at--) {
            Step before = trace.get(place.depths[at]);
            if (conflict(before, actor, access)) {
                join(clock, before.clock);
                if (ordersAll(before)) {
                    break;
                }
            }
        }
        clock[actor] = depth + 1;
        return clock;
    }

    private boolean conflict(Step before, int actor, Access access) {
        return (before.write || access.write) && before.actor != partner(actor);
    }

    /// Whether all earlier steps at the same place happen before this one.
    private boolean ordersAll(Step step) {
        return step.write && step.actor < buffers.size();
    }

    private static void join(int[] clock, int[] other) {
        for (int at = 0; at < clock.length; at++) {
            clock[at] = Math.max(clock[at], other[at]);
        }
    }

    /// Lets an actor run until it is another's turn.
    private void goOn(int number) {
        Actor actor = actors.get(number);
        Coroutine body = actor.body;
        if (body == null) {
            throw new AssertionError("a buffer has no body");
        }
        current = number;
        body.resume();
        current = NOBODY;
    }

    /// For each actor's next access: the last conflicting step of another actor that does not happen before it is a
    /// place where this actor must be tried, too; or where it could not go on, its partner, whose step leads to it.
    private void noteRaces() {
        for (int actor = 0; actor < actors.size(); actor++) {
            Access next = nextOf(actor);
            if (next != null && next.place.count != 0 && !waits(actor, next)) {
                noteRace(actor, next);
            }
        }
    }

    private void noteRace(int actor, Access next) {
        Place place = next.place;
        int[] clock = clockBefore(actor, next);
        for (int at = place.count - 1; at >= 0; at--) {
            Step step = trace.get(place.depths[at]);
            if (step.actor != actor && conflict(step, actor, next) && clock[step.actor] <= place.depths[at]) {
                int able = step.enabled & 1 << actor;
                int leading = step.enabled & 1 << partner(actor);
                step.toTry |= able != 0 ? able : leading != 0 ? leading : step.enabled;
                return;
            }
            if (ordersAll(step) && clock[step.actor] > place.depths[at]) {
                return;
            }
        }
    }

    /// Turns the last step with something left to try to it, and returns the number of steps to replay; −1 when there
    /// is none.
    private int backtrack() {
        for (int depth = trace.size() - 1; depth >= 0; depth--) {
            Step step = trace.get(depth);
            int left = step.toTry & ~step.tried;
            if (left != 0) {
                step.actor = Integer.numberOfTrailingZeros(left);
                states++;
                return depth + 1;
            }
            trace.remove(depth);
        }
        return -1;
    }

    private String describe() {
        StringBuilder text = new StringBuilder();
        for (Step step : trace) {
            text.append(step.actor).append(' ');
        }
        return text.toString();
    }

    // ---- the accesses ----

    private void pause(Object array, int index, boolean write, boolean drains) {
        if (current != NOBODY) {
            int actor = current;
            actors.get(actor).next = new Access(placeOf(array, index), write, drains);
            if (turn == actor) {
                turn = nextTurn();
            }
            if (turn != actor) {
                Coroutine.leave();
            }
            actors.get(actor).next = null;
        }
    }

    private Place placeOf(Object array, int index) {
        @Nullable Place[] elements = places.computeIfAbsent(array, some -> new Place[Array.getLength(some)]);
        Place place = elements[index];
        if (place == null) {
            place = new Place();
            elements[index] = place;
        }
        return place;
    }

    private @Nullable Delayed lastDelayed(Object array, int index) {
        Delayed found = null;
        if (current != NOBODY && !buffers.get(current).isEmpty()) {
            Place place = placeOf(array, index);
            for (Delayed delayed : buffers.get(current)) {
                if (delayed.access.place == place) {
                    found = delayed;
                }
            }
        }
        return found;
    }

    @Override
    public long load(long[] words, int index, Order order) {
        pause(words, index, false, false);
        Delayed own = lastDelayed(words, index);
        return own == null ? words[index] : (long) Objects.requireNonNull(own.value);
    }

    @Override
    public void store(long[] words, int index, long value, Order order) {
        store(words, index, order, () -> words[index] = value, value);
    }

    @Override
    public @Nullable Object load(@Nullable Object[] references, int index, Order order) {
        pause(references, index, false, false);
        Delayed own = lastDelayed(references, index);
        return own == null ? references[index] : own.value;
    }

    @Override
    public void store(@Nullable Object[] references, int index, @Nullable Object value, Order order) {
        store(references, index, order, () -> references[index] = value, value);
    }

    private void store(Object array, int index, Order order, Runnable store, @Nullable Object value) {
        if (order == Order.VOLATILE) {
            pause(array, index, true, true);
            store.run();
        } else if (current == NOBODY) {
            store.run();
        } else {
            buffers.get(current)
                    .add(new Delayed(
                            new Access(placeOf(array, index), true, false), store, value, actors.get(current).clock));
        }
    }

    @Override
    public void beforeAtomic(Object array, int index) {
        pause(array, index, true, true);
    }
}
