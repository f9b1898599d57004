package io.hakmem.jcstress;

import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;

/// Runs jcstress with its own options and fails where it would stay silent: when nothing matches, when a case could not
/// be scheduled or linked, and when it took no sample.
public final class Cases {
    private Cases() {}

    /// Runs the cases that the options select.
    ///
    /// @throws AssertionError when an outcome is forbidden, or a case did not run
    public static void main(String[] args) throws Exception {
        Options options = new Options(args);
        if (!options.parse()) {
            throw new IllegalArgumentException("jcstress does not understand " + List.of(args));
        }
        long start = System.nanoTime();
        JCStress jcstress = new JCStress(options);
        SortedSet<String> cases = jcstress.getTests();
        if (cases.isEmpty()) {
            throw new AssertionError("no case matches " + options.getTestFilter());
        }
        jcstress.run();
        Collection<TestResult> results = resultsIn(options.getResultFile());
        requireSamplesOfAll(cases, results);
        System.out.printf(
                "%d cases, %d JVMs, %,d samples, %d s%n",
                cases.size(),
                results.size(),
                results.stream().mapToLong(TestResult::getTotalCount).sum(),
                (System.nanoTime() - start) / 1_000_000_000L);
    }

    private static Collection<TestResult> resultsIn(String file) throws Exception {
        InProcessCollector collector = new InProcessCollector();
        DiskReadCollector reader = new DiskReadCollector(file, collector);
        reader.dump();
        reader.close();
        return collector.getTestResults();
    }

    private static void requireSamplesOfAll(SortedSet<String> cases, Collection<TestResult> results) {
        SortedSet<String> silent = new TreeSet<>(cases);
        for (TestResult result : results) {
            if (result.status() != Status.NORMAL || result.getTotalCount() == 0) {
                throw new AssertionError(result.getName() + " took no sample: " + result.status());
            }
            silent.remove(result.getName());
        }
        if (!silent.isEmpty()) {
            throw new AssertionError("did not run: " + silent);
        }
    }
}
