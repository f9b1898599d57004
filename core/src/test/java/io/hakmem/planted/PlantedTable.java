package io.hakmem.planted;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The attacks and the faults of `faults.txt`, by name.
///
/// ```
/// # a comment
/// attack simulation = -Dhakmem.simulation=true io.hakmem.simulation.SimulationTest
///
/// fault word-by-load-and-store: A word is taken by a load and a store.
/// attacks: simulation, slab
/// quick
/// file: slab/Slab.java
/// - lines to find, once
/// + lines in their place
/// ```
///
/// A `-` after a `+` begins another change of the same file. `quick` faults are planted by every build.
record PlantedTable(Map<String, Attack> attacks, Map<String, Fault> faults) {
    private static final String RESOURCE = "faults.txt";

    /// The table beside this class.
    static PlantedTable load() throws IOException {
        try (InputStream resource = PlantedTable.class.getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new IOException("There is no " + RESOURCE + " beside " + PlantedTable.class + ".");
            }
            return parse(new String(resource.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        }
    }

    /// The table that the lines describe.
    ///
    /// @throws IllegalArgumentException when a line is not understood, or a fault names no attack or an unknown one
    static PlantedTable parse(List<String> lines) {
        Reader reader = new Reader();
        int number = 0;
        for (String line : lines) {
            number++;
            try {
                reader.read(line.strip());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
            }
        }
        reader.endFault();
        return new PlantedTable(reader.attacks, reader.faults);
    }

    /// What was read so far.
    private static final class Reader {
        final Map<String, Attack> attacks = new LinkedHashMap<>();
        final Map<String, Fault> faults = new LinkedHashMap<>();
        private String name = "";
        private String text = "";
        private List<String> by = List.of();
        private boolean quick;
        private String file = "";
        private List<String> before = new ArrayList<>();
        private List<String> after = new ArrayList<>();
        private List<Patch> patches = new ArrayList<>();

        void read(String line) {
            int space = line.indexOf(' ');
            String key = space < 0 ? line : line.substring(0, space);
            String rest = space < 0 ? "" : line.substring(space + 1).strip();
            switch (key) {
                case "" -> {}
                case "attack" -> attack(rest);
                case "fault" -> beginFault(rest);
                case "attacks:" -> by = List.of(rest.split(" *, *"));
                case "quick" -> quick = true;
                case "file:" -> {
                    endPatch();
                    file = rest;
                }
                case "-" -> {
                    if (!after.isEmpty()) {
                        endPatch();
                    }
                    before.add(rest);
                }
                case "+" -> after.add(rest);
                default -> {
                    if (!key.startsWith("#")) {
                        throw new IllegalArgumentException("not understood: " + line);
                    }
                }
            }
        }

        private void attack(String rest) {
            int equals = rest.indexOf(" = ");
            if (equals < 0) {
                throw new IllegalArgumentException("an attack without ` = `: " + rest);
            }
            List<String> words =
                    List.of(rest.substring(equals + " = ".length()).strip().split(" +"));
            Attack attack = new Attack(
                    rest.substring(0, equals),
                    words.stream().filter(word -> word.startsWith("-")).toList(),
                    words.stream().filter(word -> !word.startsWith("-")).toList());
            putNew(attacks, attack.name(), attack);
        }

        private void beginFault(String rest) {
            endFault();
            int colon = rest.indexOf(": ");
            if (colon < 0) {
                throw new IllegalArgumentException("a fault without `: `: " + rest);
            }
            name = rest.substring(0, colon);
            text = rest.substring(colon + ": ".length());
        }

        private void endPatch() {
            if (!before.isEmpty()) {
                patches.add(new Patch(file, before, after));
            } else if (!after.isEmpty()) {
                throw new IllegalArgumentException("`+` without `-` in the fault " + name);
            }
            before = new ArrayList<>();
            after = new ArrayList<>();
        }

        void endFault() {
            endPatch();
            if (!name.isEmpty()) {
                if (patches.isEmpty() || by.isEmpty() || !attacks.keySet().containsAll(by)) {
                    throw new IllegalArgumentException("the fault " + name + " has no patch or no known attack: " + by);
                }
                putNew(faults, name, new Fault(name, text, by, quick, List.copyOf(patches)));
            }
            name = "";
            by = List.of();
            quick = false;
            patches = new ArrayList<>();
        }

        private static <T> void putNew(Map<String, T> map, String name, T value) {
            if (map.put(name, value) != null) {
                throw new IllegalArgumentException("twice in the table: " + name);
            }
        }
    }
}
