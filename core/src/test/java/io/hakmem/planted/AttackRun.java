package io.hakmem.planted;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// One run of an attack against a copied core: a JVM of its own, and how it ended.
///
/// @param attack its name
/// @param end how it ended
/// @param millis from the start of the JVM to its end
/// @param processorMillis processor time that the JVM used, without those that it started
/// @param by the test that failed, or where to read more
/// @param reason what it said
record AttackRun(String attack, End end, long millis, long processorMillis, String by, String reason) {
    /// The flags of all attacks: those that the build's own tests run with.
    private static final List<String> FLAGS = List.of(
            "-ea",
            "--enable-native-access=ALL-UNNAMED",
            "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=deny",
            "-Xshare:auto");

    private static final int FIRST_SIGNAL_STATUS = 129;

    /// How long and how to run.
    ///
    /// @param flags of the JVM, beyond those of all attacks
    /// @param limitSeconds what takes longer hangs
    record Form(List<String> flags, long limitSeconds) {}

    /// How a run can end.
    enum End {
        /// A test failed.
        CAUGHT(true),
        /// The JVM was killed by the system.
        CRASHED(true),
        /// The tests did not end in time, which may be the machine's fault.
        HUNG(false),
        /// Every test passed.
        PASSED(false),
        /// The attack never began.
        BROKEN(false);

        private final boolean catches;

        End(boolean catches) {
            this.catches = catches;
        }
    }

    /// Whether it shows that something is wrong with the core.
    boolean catches() {
        return end.catches;
    }

    /// Runs the attack against class files.
    ///
    /// @param classPath what the tests need, the class files first
    /// @param log where the JVM's output goes
    static AttackRun of(Attack attack, Form form, String classPath, Path log) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(form.flags);
        command.addAll(attack.flags());
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("hakmem."))
                .sorted()
                .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
        command.addAll(List.of("-cp", classPath, AttackProgram.class.getName()));
        command.addAll(attack.tests());
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(form.limitSeconds, TimeUnit.SECONDS);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        return ended
                ? ended(attack, process.exitValue(), millis, log)
                : new AttackRun(
                        attack.name(), End.HUNG, millis, 0, log.toString(), "no end in " + form.limitSeconds + " s");
    }

    private static AttackRun ended(Attack attack, int status, long millis, Path log) throws IOException {
        String[] last = {};
        for (String line : Files.readAllLines(log, StandardCharsets.UTF_8)) {
            last = line.startsWith(AttackProgram.LAST_LINE) ? line.split("\t", -1) : last;
        }
        long processorMillis = last.length > 1 ? Long.parseLong(last[1]) : 0;
        if (status == AttackProgram.CAUGHT && last.length == 4) {
            return new AttackRun(attack.name(), End.CAUGHT, millis, processorMillis, last[2], last[3]);
        }
        if (status == AttackProgram.PASSED) {
            return new AttackRun(attack.name(), End.PASSED, millis, processorMillis, "", "");
        }
        End end = status >= FIRST_SIGNAL_STATUS ? End.CRASHED : End.BROKEN;
        return new AttackRun(attack.name(), end, millis, processorMillis, log.toString(), "exit status " + status);
    }

    /// A class path with another root in place of one.
    static String replaced(String classPath, Path root, Path by) {
        List<String> entries = new ArrayList<>(List.of(classPath.split(File.pathSeparator, -1)));
        entries.replaceAll(entry -> Path.of(entry).equals(root) ? by.toString() : entry);
        if (!entries.contains(by.toString())) {
            throw new IllegalArgumentException(root + " is not on the class path " + classPath);
        }
        return String.join(File.pathSeparator, entries);
    }
}
