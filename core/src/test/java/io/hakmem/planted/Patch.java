package io.hakmem.planted;

import java.util.ArrayList;
import java.util.List;

/// A change of one source file: adjacent lines that are found exactly once become others. Indentation does not count.
///
/// @param file below the root package
/// @param before lines to find, at least one
/// @param after lines to put there instead
record Patch(String file, List<String> before, List<String> after) {
    /// A patch whose text is not found, or more than once: the sources have moved on, and the fault must follow.
    static final class NotApplicable extends Exception {
        private static final long serialVersionUID = 1;

        NotApplicable(String message) {
            super(message);
        }
    }

    /// The lines of the file with the change.
    List<String> applyTo(List<String> lines) throws NotApplicable {
        int found = -1;
        for (int at = 0; at + before.size() <= lines.size(); at++) {
            if (isAt(lines, at)) {
                if (found >= 0) {
                    throw new NotApplicable("found more than once in " + file + ":\n" + String.join("\n", before));
                }
                found = at;
            }
        }
        if (found < 0) {
            throw new NotApplicable("not found in " + file + ":\n" + String.join("\n", before));
        }
        List<String> changed = new ArrayList<>(lines.subList(0, found));
        changed.addAll(after);
        changed.addAll(lines.subList(found + before.size(), lines.size()));
        return changed;
    }

    private boolean isAt(List<String> lines, int at) {
        for (int line = 0; line < before.size(); line++) {
            if (!lines.get(at + line).strip().equals(before.get(line).strip())) {
                return false;
            }
        }
        return true;
    }
}
