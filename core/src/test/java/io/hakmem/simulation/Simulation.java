package io.hakmem.simulation;

import io.hakmem.bits.Stepper;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
/// in
/// the order of the actor's stores, at the latest before the actor's next atomic operation or volatile store. The
/// buffer
/// is one more actor.
@SuppressWarnings({"ReferenceEquality", "ArrayRecordComponent"}) // places are arrays by identity
final class Simulation implements Stepper {
    private static final int NOBODY = -1;

    /// How many steps an actor makes on average before another may go on, in random orders, in turn.
    private static final int[] STEPS_OF_ONE = {1, 8, 32};

    private final Supplier<Scenario> scenarios;
    private final List<Step> trace = new ArrayList<>();
    private final List<Actor> actors = new ArrayList<>();
    private int current = NOBODY;
    private int stepsOfOne = 1;
    private int lastActor;
    private long states;
    private long schedules;

    /// An access that an actor is about to make.
    private record Access(Object array, int index, boolean write, boolean drains) {
        boolean conflictsWith(Access other) {
            return array == other.array && index == other.index && (write || other.write);
        }
    }

    /// A step that was taken, and what else could be taken in its place.
    private static final class Step {
        final int enabled;
        int actor;
        int toTry;
        int tried;

        @Nullable
        Access access;

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

    /// A store that nobody else sees yet.
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
        int count = 2 * bodies.size();
        for (Runnable body : bodies) {
            actors.add(new Actor(new Coroutine(body), count));
            buffers.add(new ArrayDeque<>());
        }
        for (int buffer = 0; buffer < bodies.size(); buffer++) {
            actors.add(new Actor(null, count));
        }
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

    private void steps(int replay, @Nullable SplittableRandom random) {
        for (int depth = 0; ; depth++) {
            int enabled = enabled();
            if (enabled == 0) {
                return;
            }
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
            if (random == null) {
                noteRaces(depth);
            }
            take(step, depth);
        }
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
            boolean waits = next != null
                    && next.drains
                    && actor < buffers.size()
                    && !buffers.get(actor).isEmpty();
            if (next != null && !waits) {
                enabled |= 1 << actor;
            }
        }
        return enabled;
    }

    private @Nullable Access nextOf(int actor) {
        if (actor < buffers.size()) {
            return actors.get(actor).next;
        }
        Delayed oldest = buffers.get(actor - buffers.size()).peek();
        return oldest == null ? null : oldest.access;
    }

    private void take(Step step, int depth) {
        int actor = step.actor;
        Access access = nextOf(actor);
        if (access == null) {
            throw new AssertionError("the scenario is not deterministic: actor " + actor + " has no step at " + depth);
        }
        step.access = access;
        int[] clock = actors.get(actor).clock.clone();
        for (int earlier = 0; earlier < depth; earlier++) {
            Step before = trace.get(earlier);
            if (before.access != null && before.access.conflictsWith(access)) {
                join(clock, before.clock);
            }
        }
        if (actor < buffers.size() && access.drains) {
            join(clock, actors.get(actor + buffers.size()).clock);
        }
        clock[actor] = depth + 1;
        step.clock = clock;
        actors.get(actor).clock = clock;
        if (actor < buffers.size()) {
            goOn(actor);
        } else {
            Delayed oldest = buffers.get(actor - buffers.size()).remove();
            join(clock, oldest.clock);
            oldest.store.run();
        }
    }

    private static void join(int[] clock, int[] other) {
        for (int at = 0; at < clock.length; at++) {
            clock[at] = Math.max(clock[at], other[at]);
        }
    }

    /// Lets an actor run up to its next access.
    private void goOn(int number) {
        Actor actor = actors.get(number);
        Coroutine body = actor.body;
        if (body == null) {
            throw new AssertionError("a buffer has no body");
        }
        actor.next = null;
        current = number;
        body.resume();
        current = NOBODY;
    }

    /// For each actor's next access: the last conflicting step of another actor that does not happen before it is a
    /// place where this actor must be tried, too.
    private void noteRaces(int depth) {
        for (int actor = 0; actor < actors.size(); actor++) {
            Access next = nextOf(actor);
            for (int earlier = depth - 1; next != null && earlier >= 0; earlier--) {
                Step step = trace.get(earlier);
                if (step.actor != actor
                        && step.access != null
                        && step.access.conflictsWith(next)
                        && actors.get(actor).clock[step.actor] <= earlier) {
                    step.toTry |= (step.enabled >>> actor & 1) != 0 ? 1 << actor : step.enabled;
                    break;
                }
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
            actors.get(current).next = new Access(array, index, write, drains);
            Coroutine.leave();
        }
    }

    private @Nullable Delayed lastDelayed(Object array, int index) {
        Delayed found = null;
        if (current != NOBODY) {
            for (Delayed delayed : buffers.get(current)) {
                if (delayed.access.array == array && delayed.access.index == index) {
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
                            new Access(array, index, true, false),
                            store,
                            value,
                            actors.get(current).clock.clone()));
        }
    }

    @Override
    public void beforeAtomic(Object array, int index) {
        pause(array, index, true, true);
    }
}
