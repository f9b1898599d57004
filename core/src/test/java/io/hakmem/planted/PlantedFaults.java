package io.hakmem.planted;

import static java.util.Objects.requireNonNull;

import io.hakmem.Hakmem;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/// The program that plants every fault of the table in a copy of the core, one at a time, and lets the attacks loose on
/// it. It ends with an error when a fault stays undetected, when its text no longer applies, or when an attack fails on
/// a core without a fault. Run in the folder of the module.
///
/// Arguments: `all`, each fault against all of its attacks, and each attack must catch some; `quick`, the faults marked
/// so, until one attack catches each; or names of faults, with commas between them. Its properties `hakmem.*` are
/// passed on to the attacks.
final class PlantedFaults {
    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final Path FOLDER = Path.of("target", "planted");

    /// The compiler that is soon ready suits short runs.
    private static final AttackRun.Form QUICK = new AttackRun.Form(List.of("-XX:TieredStopAtLevel=1"), 300);

    private static final AttackRun.Form LONG = new AttackRun.Form(List.of(), 900);

    private final PlantedTable table;
    private final boolean quick;
    private final String classPath = System.getProperty("java.class.path");
    private final Path classes;
    private final Report report = new Report();

    private PlantedFaults(PlantedTable table, boolean quick) throws URISyntaxException {
        this.table = table;
        this.quick = quick;
        this.classes = Path.of(
                Hakmem.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    public static void main(String[] names) throws Exception {
        PlantedTable table = PlantedTable.load();
        List<String> chosen = List.of(String.join(",", names).split(",", -1));
        boolean all = chosen.equals(List.of("all"));
        boolean quick = chosen.equals(List.of("quick"));
        List<Fault> faults = table.faults().values().stream()
                .filter(fault -> all || (quick ? fault.quick() : chosen.contains(fault.name())))
                .toList();
        if (faults.isEmpty() || !(all || quick || faults.size() == chosen.size())) {
            System.err.println("Not all of " + chosen + " are among the faults "
                    + table.faults().keySet() + ".");
            System.exit(2);
        }
        List<String> complaints = new PlantedFaults(table, quick)
                .run(faults, all ? table.attacks().keySet() : Set.of());
        complaints.forEach(System.err::println);
        System.exit(complaints.isEmpty() ? 0 : 1);
    }

    private List<String> run(List<Fault> faults, Set<String> mustCatch) throws IOException, InterruptedException {
        clear();
        List<Fault> planted = new ArrayList<>();
        planted.add(withoutFault(faults));
        planted.addAll(faults);
        try (ExecutorService workers =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            planted.forEach(fault -> workers.execute(() -> report.add(fault, attacked(fault))));
        }
        Files.writeString(FOLDER.resolve("report.md"), report.table(faults));
        return report.complaints(faults, mustCatch);
    }

    /// What every attack passes: else what it finds would prove nothing.
    private Fault withoutFault(List<Fault> faults) {
        Set<String> attacks = new LinkedHashSet<>();
        faults.forEach(fault -> attacks.addAll(quick ? fault.attacks().subList(0, 1) : fault.attacks()));
        return new Fault(Report.CONTROL, "none", List.copyOf(attacks), quick, List.of());
    }

    private List<AttackRun> attacked(Fault fault) {
        List<AttackRun> runs = new ArrayList<>();
        try {
            CopiedCore core = CopiedCore.of(SOURCES, fault.patches(), FOLDER.resolve(fault.name()), classPath);
            String changedFirst =
                    AttackRun.replaced(classPath, classes, core.classes().toAbsolutePath());
            for (String name : fault.attacks()) {
                Attack attack = requireNonNull(table.attacks().get(name));
                Path log = core.folder().resolve(name + ".log");
                AttackRun run = AttackRun.of(attack, quick ? QUICK : LONG, changedFirst, log);
                System.out.println(Report.line(fault, run));
                runs.add(run);
                if (quick && run.catches()) {
                    break;
                }
            }
        } catch (IOException | InterruptedException | Patch.NotApplicable e) {
            report.complain("The fault " + fault.name() + " could not be planted: " + e.getMessage());
        }
        return runs;
    }

    private static void clear() throws IOException {
        if (Files.exists(FOLDER)) {
            try (Stream<Path> files = Files.walk(FOLDER)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(FOLDER);
    }
}
