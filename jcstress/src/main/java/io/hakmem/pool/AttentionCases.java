package io.hakmem.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.hakmem.bits.Words;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// M17: who looks after an allocator rests while something comes to be done.
public final class AttentionCases {
    private AttentionCases() {}

    /// Whether the caretaker was called, and whether its last look found the work.
    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1", "1, 1"},
            expect = ACCEPTABLE,
            desc = "It is called, or finds the work itself.")
    @Outcome(expect = FORBIDDEN, desc = "It rests, and nobody calls it.")
    @State
    public static class RestAndCall {
        final Attention attention = new Attention();
        final long[] work = new long[1];
        int called;

        public RestAndCall() {
            attention.call();
            attention.caretaker(() -> called = 1);
        }

        @Actor
        public void work(II_Result r) {
            Words.getAndOr(work, 0, 1);
            attention.call();
            r.r1 = called;
        }

        @Actor
        public void rest(II_Result r) {
            attention.rest();
            r.r2 = (int) Words.getVolatile(work, 0);
        }
    }
}
