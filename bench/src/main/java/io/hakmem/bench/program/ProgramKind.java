package io.hakmem.bench.program;

/// What a C program of the workloads does with a call to the allocator.
public enum ProgramKind {
    /// Makes it.
    PLAIN("bench", ""),
    /// Makes none, to measure the harness alone.
    NULL("bench-null", "-DNULL_HARNESS"),
    /// Makes it and takes the time.
    LATENCY("bench-latency", "-DLATENCY"),
    /// Makes it and counts it, for a comparison with the Java workload.
    TALLY("bench-tally", "-DTALLY");

    private final String fileName;
    private final String define;

    ProgramKind(String fileName, String define) {
        this.fileName = fileName;
        this.define = define;
    }

    String fileName() {
        return fileName;
    }

    String define() {
        return define;
    }
}
