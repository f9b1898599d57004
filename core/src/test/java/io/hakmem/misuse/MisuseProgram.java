package io.hakmem.misuse;

import io.hakmem.MachineHakmem;
import java.util.SplittableRandom;

/// One wrong use in a JVM of its own: every form of it, for blocks of each given length, on an allocator of its own
/// each time; then right calls only. Prints a line for each.
///
/// Arguments: the name of the [Misuse], a seed, pairs of right calls in all, and the lengths in bytes.
final class MisuseProgram {
    /// The first word of each line that is a [Sighting].
    static final String SIGHTING = "seen\t";

    private MisuseProgram() {}

    public static void main(String[] arguments) {
        Misuse misuse = Misuse.valueOf(arguments[0]);
        SplittableRandom random = new SplittableRandom(Long.parseLong(arguments[1]));
        int scenes = misuse.variants().size() * (arguments.length - 3);
        int steps = Integer.parseInt(arguments[2]) / scenes;
        for (int at = 3; at < arguments.length; at++) {
            for (String variant : misuse.variants()) {
                Scene scene =
                        new Scene(MachineHakmem.ofSystem(), Long.parseLong(arguments[at]), variant, random.split());
                misuse.act().accept(scene);
                SoundUse.run(scene, random.split(), steps);
                System.out.println(SIGHTING + scene.sighting().line());
            }
        }
    }
}
