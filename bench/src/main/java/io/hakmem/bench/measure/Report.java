package io.hakmem.bench.measure;

import java.util.List;
import java.util.Map;

/// The document that a command leaves behind. Its fields are stable: a later version may add some, and raises
/// `schema` when one changes its meaning or goes.
///
/// @param schema [#SCHEMA]
/// @param workload name of the workload
/// @param arguments the workload's arguments and those of the measuring, by name
/// @param machine what it was measured on
/// @param runs all runs, in the order in which they were made
public record Report(int schema, String workload, Map<String, Number> arguments, Machine machine, List<Run> runs) {
    /// The version of this shape.
    public static final int SCHEMA = 1;
}
