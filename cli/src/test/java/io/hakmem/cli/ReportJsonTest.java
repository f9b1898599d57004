package io.hakmem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hakmem.bench.allocator.AllocatorKind;
import io.hakmem.bench.measure.Machine;
import io.hakmem.bench.measure.Measurement;
import io.hakmem.bench.measure.MemoryReturn;
import io.hakmem.bench.measure.Report;
import io.hakmem.bench.measure.Run;
import io.hakmem.bench.measure.RunMode;
import io.hakmem.bench.workload.RandomMixed;
import io.hakmem.bench.workload.ThreadKind;
import io.hakmem.bench.workload.WorkloadFigures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The document's shape is a promise to whoever reads it by program.
final class ReportJsonTest {
    private static final RandomMixed JOB = new RandomMixed(1_000, 16, 42, 1);

    @Test
    void text_report_hasTheFieldsOfTheSchemaInOrder() throws Exception {
        JsonNode report = new JsonMapper().readTree(Json.text(report()));

        assertThat(names(report)).containsExactly("schema", "workload", "arguments", "machine", "runs");
        assertThat(report.path("schema").intValue()).isEqualTo(1);
        assertThat(names(report.path("arguments"))).containsExactly("operations", "workingSet", "seed", "passes");
        assertThat(names(report.path("machine")))
                .containsExactly("cpus", "cpuModel", "memoryBytes", "kernel", "jdkVersion", "hakmemVersion");
    }

    @Test
    void text_run_hasTheFieldsOfTheSchemaInOrder() throws Exception {
        JsonNode run =
                new JsonMapper().readTree(Json.text(report())).path("runs").path(0);

        assertThat(names(run))
                .containsExactly(
                        "allocator",
                        "threads",
                        "operations",
                        "seconds",
                        "operationsPerSecond",
                        "handedOverFrees",
                        "harnessFrees",
                        "mapping",
                        "memory",
                        "superSlabs",
                        "stages",
                        "slabs",
                        "frees",
                        "osCalls",
                        "cache",
                        "samples",
                        "afterFree",
                        "notes",
                        "sizeClasses",
                        "minorFaults",
                        "workloadFigures",
                        "looks",
                        "memoryReturn",
                        "heaps",
                        "limits",
                        "cpuSeconds",
                        "allocatorVersion",
                        "latency");
        assertThat(names(run.path("limits"))).containsExactly("hardBytes", "softBytes", "processBytes", "refused");
        assertThat(names(run.path("workloadFigures")))
                .containsExactly(
                        "liveBytes", "movedBytes", "wholeBlockBytes", "wholeBlockNewBytes", "limit", "checksum");
        assertThat(names(run.path("mapping"))).containsExactly("base", "bytes", "count");
        assertThat(names(run.path("memory")))
                .containsExactly(
                        "liveBytes",
                        "parkedBytes",
                        "committedBytes",
                        "peakCommittedBytes",
                        "reservedBytes",
                        "metadataBytes",
                        "residentBytes",
                        "peakResidentBytes",
                        "processResidentBytes",
                        "peakProcessResidentBytes",
                        "processResidentAtStartBytes",
                        "processResidentAfterQuietBytes");
        assertThat(names(run.path("superSlabs")))
                .containsExactly("acquired", "released", "active", "peakActive", "cached");
        assertThat(names(run.path("stages")))
                .containsExactly(
                        "leased",
                        "partial",
                        "empty",
                        "freeSlot",
                        "tensionDrain",
                        "coalesced",
                        "cachedSuperSlab",
                        "newSuperSlab");
        assertThat(names(run.path("stages").path("leased"))).containsExactly("hits", "misses");
        assertThat(names(run.path("slabs"))).containsExactly("born", "retired", "reusedAcrossClasses");
        assertThat(names(run.path("frees"))).containsExactly("local", "remote", "remoteBatches");
        assertThat(names(run.path("osCalls"))).containsExactly("map", "unmap", "purge");
        assertThat(names(run.path("cache"))).containsExactly("pushes", "hits", "misses", "evictions");
        assertThat(names(run.path("afterFree"))).containsExactly("residentBytes", "superSlabsActive", "liveBytes");
    }

    @Test
    void text_sample_hasTheFieldsOfTheSchemaInOrder() throws IOException {
        JsonNode sample = new JsonMapper().readTree(Json.text(new Run.Sample(0.5, 3L, null)));

        assertThat(names(sample)).containsExactly("atSeconds", "superSlabsActive", "residentBytes");
        assertThat(sample.path("residentBytes").isNull()).isTrue();
    }

    @Test
    void text_look_hasTheFieldsOfTheSchemaInOrder() throws IOException {
        Run.Look look = new Run.Look("silence", 0.5, null, 1L, 2L, 3L, 4L, 5, null);

        assertThat(names(new JsonMapper().readTree(Json.text(look))))
                .containsExactly(
                        "moment",
                        "atSeconds",
                        "residentBytes",
                        "committedBytes",
                        "parkedBytes",
                        "allocatorLiveBytes",
                        "superSlabsActive",
                        "liveBytes",
                        "pageBytes");
    }

    @Test
    void text_memoryReturn_hasTheFieldsOfTheSchemaInOrder() throws IOException {
        MemoryReturn figures = new MemoryReturn(1L, 0.5, 2L, 3L, null, null);

        assertThat(names(new JsonMapper().readTree(Json.text(figures))))
                .containsExactly(
                        "pageBytes",
                        "settledAtSeconds",
                        "residentAfterTwoSecondsBytes",
                        "residentAfterSixSecondsBytes",
                        "pinnedBytes",
                        "residentAfterFreeBytes");
    }

    @Test
    void text_limit_hasTheFieldsOfTheSchemaInOrder() throws IOException {
        WorkloadFigures.Limit limit = new WorkloadFigures.Limit(1, null, 2, 3);

        assertThat(names(new JsonMapper().readTree(Json.text(limit))))
                .containsExactly("limitBytes", "largestCommittedBytes", "refusals", "doubtfulRefusals");
    }

    @Test
    void text_figureThatAnAllocatorCannotKnow_isNull() throws Exception {
        JsonNode run =
                new JsonMapper().readTree(Json.text(report())).path("runs").path(0);

        assertThat(run.path("superSlabs").path("active").isNull()).isTrue();
        assertThat(run.path("mapping").path("base").isNull()).isTrue();
    }

    @Test
    void read_writtenRun_isEqual(@TempDir Path folder) throws Exception {
        Run run = report().runs().getFirst();
        Path file = folder.resolve("run.json");

        Json.write(file, run);

        assertThat(Json.read(file, Run.class)).isEqualTo(run);
    }

    private static Report report() throws InterruptedException {
        Run run = new Measurement("null", AllocatorKind.NULL.open(), ThreadKind.PLATFORM, RunMode.RATE, false)
                .run(JOB, Duration.ZERO);
        return new Report(Report.SCHEMA, JOB.name(), JOB.arguments(), Machine.current(), List.of(run));
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
