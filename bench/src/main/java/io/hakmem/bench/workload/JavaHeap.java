package io.hakmem.bench.workload;

import java.util.List;

/// The Java heap of a run whose resident memory is looked at.
final class JavaHeap {
    private static final long MEBIBYTE = 1 << 20;
    private static final long ROOM_MEBIBYTES = 128;

    private JavaHeap() {}

    /// Returns the arguments for a heap that is in memory from the start and never grows or shrinks: what changes of
    /// the process is then the allocator's, also where only the process can be looked at.
    ///
    /// @param tableBytes what the workload's tables take at most
    static List<String> fixed(long tableBytes) {
        long mebibytes = ROOM_MEBIBYTES + tableBytes * 5 / 4 / MEBIBYTE;
        return List.of("-Xms" + mebibytes + "m", "-Xmx" + mebibytes + "m", "-XX:+AlwaysPreTouch");
    }
}
