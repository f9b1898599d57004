package io.hakmem.planted;

import java.util.List;

/// Tests that are run against a copy of the core, in a JVM of their own.
///
/// @param name one word
/// @param flags of the JVM beyond those of all attacks
/// @param tests classes, methods as `Class#method`, or packages
record Attack(String name, List<String> flags, List<String> tests) {}
