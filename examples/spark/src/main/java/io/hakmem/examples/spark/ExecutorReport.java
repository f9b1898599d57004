package io.hakmem.examples.spark;

import io.hakmem.Hakmem;
import io.hakmem.Stats;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import org.apache.spark.SparkEnv;

/// What one executor's allocator says of itself after a partition of the job.
///
/// @param executor its id in Spark, and the process
/// @param rows in the Arrow batches of the partition
/// @param mostLiveBytes in blocks, the most that was seen during the partition
/// @param frees of the process since its start
/// @param peakCommittedBytes of the process since its start
record ExecutorReport(String executor, long rows, long mostLiveBytes, long frees, long peakCommittedBytes)
        implements Serializable {

    static ExecutorReport of(long rows, long mostLiveBytes) {
        Stats stats = Hakmem.shared().stats();
        return new ExecutorReport(
                SparkEnv.get().executorId() + ", process "
                        + ManagementFactory.getRuntimeMXBean().getPid(),
                rows,
                mostLiveBytes,
                stats.frees().local() + stats.frees().remote(),
                stats.memory().peakCommittedBytes());
    }
}
