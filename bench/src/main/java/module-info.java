/// Workloads, the allocators they can run on, and how a run is measured.
@SuppressWarnings("requires-automatic") // HdrHistogram is a plain jar.
module io.hakmem.bench {
    requires transitive io.hakmem;
    requires HdrHistogram;
    requires io.netty.buffer;
    requires io.netty.common;
    requires jdk.unsupported;
    requires org.lwjgl;
    requires static transitive org.jspecify;

    exports io.hakmem.bench.allocator;
    exports io.hakmem.bench.measure;
    exports io.hakmem.bench.program;
    exports io.hakmem.bench.workload;
}
