package io.hakmem.cli;

/// Failures in words.
final class Failures {
    private Failures() {}

    /// Returns what went wrong and why, outermost first, in one line.
    static String describe(Throwable failure) {
        StringBuilder line = new StringBuilder(sentence(failure));
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            line.append(": ").append(sentence(cause));
        }
        return line.toString();
    }

    private static String sentence(Throwable failure) {
        String message = failure.getMessage();
        if (message == null || message.isBlank()) {
            return failure.getClass().getSimpleName();
        }
        boolean speaksForItself = failure instanceof RunFailure
                || failure.getClass().getPackageName().startsWith("io.hakmem");
        return speaksForItself ? message : failure.getClass().getSimpleName() + " (" + message + ")";
    }
}
