package io.hakmem.examples.spark;

import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.classic.Dataset;

/// Turns a table into Arrow batches on two executors, each a JVM of its own, and prints what each executor's allocator
/// says.
public final class ArrowJob {
    private static final String EXECUTOR_FLAGS =
            "--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED";

    private ArrowJob() {}

    /// Runs the job.
    ///
    /// @param arguments number of rows; a million when there is none
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws IOException {
        long rows = arguments.length == 0 ? 1_000_000 : Long.parseLong(arguments[0]);
        try (SparkSession spark = SparkSession.builder()
                .master("local-cluster[2,1,1024]")
                .appName("hakmem")
                .config("spark.executor.extraJavaOptions", EXECUTOR_FLAGS)
                .config("spark.ui.enabled", "false")
                .getOrCreate()) {
            Dataset<Row> table = (Dataset<Row>) spark.range(0, rows, 1, 8)
                    .selectExpr("id", "id * 31 AS product", "cast(id AS string) AS text");
            List<ExecutorReport> reports =
                    table.toArrowBatchRdd().toJavaRDD().mapPartitions(new ReportBatches()).collect();
            reports.forEach(System.out::println);
            long read = reports.stream().mapToLong(ExecutorReport::rows).sum();
            long executors = reports.stream().map(ExecutorReport::executor).distinct().count();
            System.out.println(read + " of " + rows + " rows, on " + executors + " executors.");
            if (read != rows) {
                throw new IllegalStateException(read + " rows were read instead of " + rows + ".");
            }
        }
    }
}
