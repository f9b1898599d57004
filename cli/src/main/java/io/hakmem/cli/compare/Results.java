package io.hakmem.cli.compare;

import java.util.List;

/// A comparison as far as it got.
///
/// @param header what was to be measured
/// @param results what was, in the order of time
public record Results(Header header, List<Result> results) {}
