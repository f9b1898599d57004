package io.hakmem.bench.measure;

import java.util.List;

/// What a run is for.
public enum RunMode {
    /// To learn how much is done in a time, and in how much memory.
    RATE,
    /// To learn how long each call takes. The rate is not worth much.
    LATENCY,
    /// To see whether each block keeps what is written to it. No figure is worth much.
    CHECK;

    /// Returns the arguments that the JVM of such a run needs.
    public List<String> jvmArguments() {
        return this == CHECK ? List.of("-Dio.hakmem.bench.check=true") : List.of();
    }
}
