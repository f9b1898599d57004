package io.hakmem.bits;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/// M5: the summaries of an [AtomicBitmap]. Who empties a word clears the summary and re-reads the word; who sets a bit
/// re-reads the summary.
public final class SummaryCases {
    private SummaryCases() {}

    private static AtomicBitmap bitmap(int... set) {
        AtomicBitmap bitmap = new AtomicBitmap(4096);
        for (int index : set) {
            bitmap.set(index);
        }
        return bitmap;
    }

    /// The last bit of a word goes while another of the word comes.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "The search finds the bit.")
    @Outcome(expect = FORBIDDEN, desc = "A summary hides a set bit.")
    @State
    public static class ClearAndSetInOneWord {
        final AtomicBitmap bitmap = bitmap(0);

        @Actor
        public void clear() {
            bitmap.clear(0);
        }

        @Actor
        public void set() {
            bitmap.set(1);
        }

        @Arbiter
        public void search(I_Result r) {
            r.r1 = bitmap.nextSet(0);
        }
    }

    /// The last bit of a chunk goes while one of another word comes.
    @JCStressTest
    @Outcome(id = "64", expect = ACCEPTABLE, desc = "The search finds the bit.")
    @Outcome(expect = FORBIDDEN, desc = "The root hides a set bit.")
    @State
    public static class ClearAndSetInTwoWords {
        final AtomicBitmap bitmap = bitmap(0);

        @Actor
        public void clear() {
            bitmap.clear(0);
        }

        @Actor
        public void set() {
            bitmap.set(64);
        }

        @Arbiter
        public void search(I_Result r) {
            r.r1 = bitmap.nextSet(0);
        }
    }

    /// The summary is empty for a moment, before the first sees that its word filled up meanwhile, and the second then
    /// empties the only other word.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "The search finds the bit.")
    @Outcome(expect = FORBIDDEN, desc = "The root hides a set bit.")
    @State
    public static class ClearAndSetThenClear {
        final AtomicBitmap bitmap = bitmap(0, 64);

        @Actor
        public void clear() {
            bitmap.clear(0);
        }

        @Actor
        public void setThenClear() {
            bitmap.set(1);
            bitmap.clear(64);
        }

        @Arbiter
        public void search(I_Result r) {
            r.r1 = bitmap.nextSet(0);
        }
    }

    /// A search takes the last bit of a word while another comes.
    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "One is taken, the search finds the other.")
    @Outcome(expect = FORBIDDEN, desc = "A bit is lost.")
    @State
    public static class TakeAndSet {
        final AtomicBitmap bitmap = bitmap(0);

        @Actor
        public void take(II_Result r) {
            r.r1 = bitmap.takeNext(0);
        }

        @Actor
        public void set() {
            bitmap.set(1);
        }

        @Arbiter
        public void search(II_Result r) {
            r.r2 = bitmap.nextSet(0);
        }
    }

    /// Two searches for one bit.
    @JCStressTest
    @Outcome(
            id = {"0, -1", "-1, 0"},
            expect = ACCEPTABLE,
            desc = "One takes it.")
    @Outcome(expect = FORBIDDEN, desc = "Both take it, or nobody does.")
    @State
    public static class TwoTakers {
        final AtomicBitmap bitmap = bitmap(0);

        @Actor
        public void one(II_Result r) {
            r.r1 = bitmap.takeNext(0);
        }

        @Actor
        public void other(II_Result r) {
            r.r2 = bitmap.takeNext(0);
        }
    }
}
