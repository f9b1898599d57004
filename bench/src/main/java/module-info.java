/// Workloads, the allocators they can run on, and how a run is measured.
module io.hakmem.bench {
    requires transitive io.hakmem;
    requires static transitive org.jspecify;

    exports io.hakmem.bench.allocator;
    exports io.hakmem.bench.measure;
    exports io.hakmem.bench.program;
    exports io.hakmem.bench.workload;
}
