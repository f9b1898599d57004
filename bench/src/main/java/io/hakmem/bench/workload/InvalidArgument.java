package io.hakmem.bench.workload;

/// An argument that a workload cannot accept; the message is one sentence that names the argument, what was expected
/// and what was given.
public final class InvalidArgument extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /// Makes one from its sentence.
    public InvalidArgument(String sentence) {
        super(sentence);
    }

    /// Makes one from the argument's name, what would be right, and what was given.
    public static InvalidArgument of(String name, String expected, String given) {
        return new InvalidArgument(name + " must be " + expected + ", but was '" + given + "'.");
    }
}
