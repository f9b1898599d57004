package io.hakmem.planted;

import java.util.List;

/// A deliberate fault: what is wrong, where, and who has to find it.
///
/// @param name in words with hyphens
/// @param text what is wrong, a sentence
/// @param attacks names of the attacks that it has to withstand and does not, the quickest first
/// @param quick whether every build plants it
/// @param patches the changes that make it
record Fault(String name, String text, List<String> attacks, boolean quick, List<Patch> patches) {}
