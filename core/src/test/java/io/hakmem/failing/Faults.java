package io.hakmem.failing;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where the instrumented classes ask whether something goes wrong just now: [FreshClasses] puts the questions in.
/// Nothing does unless a test has armed it.
///
/// Owner: the one thread that makes calls of an allocator at a time.
@SuppressWarnings("StaticAssignmentOfThrowable") // so that a test knows what it is about
public final class Faults {
    /// Units of stack that a slow path makes sure of.
    static final int ROOM = 200;

    private static final int NEVER = Integer.MAX_VALUE;

    private static boolean armed;
    private static int allocationsLeft = NEVER;
    private static boolean usedUp;
    private static int depth;
    private static int end = NEVER;
    private static long frameSeed;
    private static @Nullable Error thrown;
    private static @Nullable List<Integer> sites;
    private static final List<String> INITIALISED = new ArrayList<>();

    private Faults() {}

    // ---- asked by the instrumented classes ----

    /// A method begins: how deep the stack is, as its caller noted.
    public static int enter() {
        return depth;
    }

    /// A call is due in a method at `depthOfCaller`. Frames have 1 to 4 units, by seed, and the same each time.
    ///
    /// @param callee a number for each method
    public static void call(int depthOfCaller, int callee) {
        if (armed) {
            descend(depthOfCaller + 1 + (int) (((callee + frameSeed) * 0x9e3779b97f4a7c15L) >>> 62));
        }
    }

    /// A call is due that makes sure of room on the stack.
    public static void room(int depthOfCaller, int callee) {
        if (armed) {
            descend(depthOfCaller + ROOM);
        }
    }

    /// A call is due that makes sure of room for steps which do so themselves.
    public static void roomForSteps(int depthOfCaller, int callee) {
        if (armed) {
            descend(depthOfCaller + 2 * ROOM);
        }
    }

    private static void descend(int to) {
        depth = to;
        if (to > end) {
            StackOverflowError error = new StackOverflowError("injected");
            thrown = error;
            throw error;
        }
    }

    /// An object is about to be allocated on the Java heap.
    ///
    /// @param site a number for each place in the code
    public static void allocation(int site) {
        if (!armed) {
            return;
        }
        if (sites != null) {
            sites.add(site);
        }
        if (--allocationsLeft == 0) {
            thrown = new OutOfMemoryError("injected");
        }
        if (thrown != null && (allocationsLeft == 0 || usedUp)) {
            throw thrown;
        }
    }

    /// A class is initialised.
    public static void initialisation(String type) {
        if (armed) {
            INITIALISED.add(type);
        }
    }

    // ---- armed by tests ----

    /// Notes the sites of all allocations in the list.
    static void armRecording(List<Integer> list) {
        disarm();
        sites = list;
        armed = true;
    }

    /// Fails the n-th allocation from now on, from 1.
    static void armAllocation(int number) {
        disarm();
        allocationsLeft = number;
        armed = true;
    }

    /// Fails all allocations from the n-th on, from 1.
    static void armEndOfJavaHeap(int number) {
        armAllocation(number);
        usedUp = true;
    }

    /// Lets the stack end after so many units.
    static void armStack(int units, long seed) {
        disarm();
        end = units;
        frameSeed = seed;
        armed = true;
    }

    /// Goes on after [#pause] as it was armed.
    static void resume() {
        depth = 0;
        armed = true;
    }

    /// Nothing fails until [#resume].
    static void pause() {
        armed = false;
    }

    /// Nothing fails any more.
    static void disarm() {
        armed = false;
        thrown = null;
        sites = null;
        allocationsLeft = NEVER;
        usedUp = false;
        end = NEVER;
        depth = 0;
    }

    /// What was thrown last since it was armed; `null` when nothing was.
    static @Nullable Error thrown() {
        return thrown;
    }

    /// Classes of the product that were initialised in the middle of a call.
    static List<String> initialised() {
        return List.copyOf(INITIALISED);
    }
}
