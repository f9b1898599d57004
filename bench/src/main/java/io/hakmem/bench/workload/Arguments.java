package io.hakmem.bench.workload;

import java.time.Duration;
import java.util.List;

/// The words of a workload's arguments, each read and refused by its name.
final class Arguments {
    private static final String OPTION = "--";
    private static final long LARGEST_SEED = 0xFFFF_FFFFL;

    private final List<String> names;
    private final List<String> words;

    /// Takes the words of all arguments.
    ///
    /// @param workload name of the workload
    /// @param names names of the arguments, in order; those that the command line takes as options come last
    Arguments(String workload, List<String> names, List<String> words) {
        if (words.size() != names.size()) {
            List<String> positional =
                    names.stream().filter(name -> !name.startsWith(OPTION)).toList();
            int given = words.size() - (names.size() - positional.size());
            throw new InvalidArgument(
                    workload + " takes at most " + String.join(" ", positional) + ", but was given " + given + ".");
        }
        this.names = names;
        this.words = words;
    }

    long wholeLong(int index, long least, long most) {
        return Argument.wholeNumber(names.get(index), words.get(index), least, most);
    }

    int wholeInt(int index, int least, int most) {
        return (int) wholeLong(index, least, most);
    }

    Duration seconds(int index) {
        return Argument.seconds(names.get(index), words.get(index), false);
    }

    /// Reads a seed, an unsigned 32-bit number.
    long seed(int index) {
        return wholeLong(index, 0, LARGEST_SEED);
    }

    /// Reads the seed of a generator that never leaves 0.
    long seedOtherThan0(int index) {
        return wholeLong(index, 1, LARGEST_SEED);
    }

    String word(int index) {
        return words.get(index);
    }
}
