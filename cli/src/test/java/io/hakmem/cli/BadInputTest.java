package io.hakmem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.bench.workload.WorkloadKind;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Wrong arguments: exit code 2, one sentence that names the argument, then the usage.
final class BadInputTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "larson --bogus | There is no option '--bogus'.",
                "larson -x | There is no option '-x'.",
                "larson -5 8 1000 5000 100 4141 2 | SECONDS must be a number of seconds above 0 to 1000000, but was"
                        + " '-5'.",
                "larson five 8 9 1 1 1 1 | SECONDS must be a number of seconds above 0 to 1000000, but was 'five'.",
                "larson 5 0 1000 5000 100 4141 2 | MIN must be a whole number from 1 to 1073741824, but was '0'.",
                "larson 5 8 x 5000 100 4141 2 | MAX must be a whole number from 1 to 1073741824, but was 'x'.",
                "larson 5 8 1000 -1 100 4141 2 | CHUNKS must be a whole number from 1 to 2147483647, but was '-1'.",
                "larson 5 8 1000 5000 0 4141 2 | ROUNDS must be a whole number from 1 to 2147483647, but was '0'.",
                "larson 5 8 1000 5000 100 -4 2 | SEED must be a whole number from 0 to 2147483647, but was '-4'.",
                "larson 5 8 1000 5000 100 4141 0 | THREADS must be a whole number from 1 to 2147483647, but was '0'.",
                "larson 1 8 9 2000000000 1 1 2 | CHUNKS × THREADS must be at most 2147483647 blocks, but was"
                        + " 4000000000.",
                "larson --repeat 0 | --repeat must be a whole number from 1 to 1000, but was '0'.",
                "larson --repeat -1 | --repeat must be a whole number from 1 to 1000, but was '-1'.",
                "larson --repeat | Missing required parameter for option '--repeat' (N).",
                "larson --warmup -1 | --warmup must be a number of seconds from 0 to 1000000, but was '-1'.",
                "larson --threads green | --threads must be platform or virtual, but was 'green'.",
                "larson --allocator hakmem@none.jar | --allocator hakmem@JAR must name a jar of hakmem-core, but there"
                        + " is no file 'none.jar'.",
                "larson --allocator native:/none.so | --allocator native:FILE must name a shared library, but there is"
                        + " no file '/none.so'.",
                "larson --allocator null --check | --allocator cannot be 'null' here: null has no contents to be"
                        + " checked.",
                "larson --check --latency | --check and --latency cannot both be given: each slows down what the other"
                        + " asks.",
                "thread-parade --allocator native:glibc | --allocator cannot be 'native:glibc' here: thread-parade is"
                        + " not written in C.",
                "larson --allocator null,null | --allocator must name each allocator once, but has 'null' twice.",
                "random-mixed 0 | OPERATIONS must be a whole number from 1 to 1000000000000, but was '0'.",
                "random-mixed 10 0 | WORKING_SET must be a whole number from 1 to 2147483647, but was '0'.",
                "random-mixed 10 10 0 | SEED must be a whole number from 1 to 4294967295, but was '0'.",
                "random-mixed 10 10 4294967296 | SEED must be a whole number from 1 to 4294967295, but was"
                        + " '4294967296'.",
                "random-mixed 1 2 3 4 | random-mixed takes at most OPERATIONS WORKING_SET SEED, but was given 4.",
                "random-mixed --passes 0 | --passes must be a whole number from 1 to 1000000, but was '0'.",
                "malloc-large 0 | OPERATIONS must be a whole number from 1 to 1000000000000, but was '0'.",
                "malloc-large 1 0 | BLOCKS must be a whole number from 1 to 2147483647, but was '0'.",
                "malloc-large 1 1 x | MIN must be a whole number from 1 to 2147483648, but was 'x'.",
                "malloc-large 1 1 9 8 | MIN must be at most MAX, but was 9 above 8.",
                "malloc-large 1 1 8 9 -1 | SEED must be a whole number from 0 to 4294967295, but was '-1'.",
                "malloc-large 1 2 3 4 5 6 | malloc-large takes at most OPERATIONS BLOCKS MIN MAX SEED, but was given"
                        + " 6.",
                "medium-fragmentation 1 0 | MIB must be a whole number from 1 to 1048576, but was '0'.",
                "medium-fragmentation 1 2 3 4 | medium-fragmentation takes at most OPERATIONS MIB SEED, but was given"
                        + " 4.",
                "medium-fragmentation --json | Missing required parameter for option '--json' (FILE).",
                "realloc-growth -1 | STEP must be a whole number from 0 to 67108864, but was '-1'.",
                "realloc-growth 0 0 | PASSES must be a whole number from 1 to 1000000, but was '0'.",
                "realloc-growth 1 2 3 | realloc-growth takes at most STEP PASSES, but was given 3.",
                "burst 0 | MIB must be a whole number from 1 to 1048576, but was '0'.",
                "burst 1024 x | THREADS must be a whole number from 1 to 10000, but was 'x'.",
                "burst 1 100 | MIB must be at least 64 KiB for each of THREADS, but was 1 MiB for 100 threads: give"
                        + " more MIB or fewer THREADS.",
                "burst 1 2 0 | SECONDS must be a number of seconds above 0 to 1000000, but was '0'.",
                "burst 1 2 3 -4 | SEED must be a whole number from 0 to 4294967295, but was '-4'.",
                "burst 1 2 3 4 5 | burst takes at most MIB THREADS SECONDS SEED, but was given 5.",
                "burst --threads green | --threads must be platform or virtual or dead, but was 'green'.",
                "burst --svg | Missing required parameter for option '--svg' (FILE).",
                "larson --threads dead | --threads must be platform or virtual, but was 'dead'.",
                "larson --svg | There is no option '--svg'.",
                "phase-change both | CASE must be runs or random, but was 'both'.",
                "phase-change runs 0 | MIB must be a whole number from 1 to 16384, but was '0'.",
                "phase-change runs 1 -1 | NEXT_MIB must be a whole number from 1 to 16384, but was '-1'.",
                "phase-change random 1 2 3 4 | phase-change takes at most CASE MIB NEXT_MIB SEED, but was given 5.",
                "thread-parade 0 | THREADS must be a whole number from 1 to 100000000, but was '0'.",
                "thread-parade 1 x | SEED must be a whole number from 0 to 4294967295, but was 'x'.",
                "thread-parade 1 2 3 | thread-parade takes at most THREADS SEED, but was given 3.",
                "budget-storm -1 | SECONDS must be a number of seconds above 0 to 1000000, but was '-1'.",
                "budget-storm 1 0 | THREADS must be a whole number from 1 to 10000, but was '0'.",
                "budget-storm 1 2 -1 | LIMIT_MIB must be a whole number from 0 to 1048576, but was '-1'.",
                "budget-storm 1 2 3 4 5 | budget-storm takes at most SECONDS THREADS LIMIT_MIB SEED, but was given 5.",
                "budget-storm --allocator hakmem,ffm:glibc | --allocator must be hakmem here, the only one with a"
                        + " limit, but was 'ffm:glibc'.",
                "sqlite 0 | ROWS must be a whole number from 1 to 1000000000, but was '0'.",
                "sqlite ten | ROWS must be a whole number from 1 to 1000000000, but was 'ten'.",
                "sqlite 1 -1 | SEED must be a whole number from 0 to 4294967295, but was '-1'.",
                "sqlite 1 2 3 | sqlite takes at most ROWS SEED, but was given 3.",
                "sqlite --allocator null | --allocator must be hakmem or ffm:glibc here, which is SQLite's own, but was"
                        + " 'null'.",
                "compare --bogus | There is no option '--bogus'.",
                "compare fast | compare takes options only, but was given 'fast'.",
                "compare --quick --full | --quick and --full exclude each other: give one of them.",
                "compare --repeat 0 | --repeat must be a whole number from 1 to 1000, but was '0'.",
                "compare --workload budget-storm | --workload cannot be 'budget-storm', since it attacks a limit on"
                        + " committed bytes, which HAKMEM alone has.",
                "compare --compare-with missing.jar | --compare-with must be a jar of hakmem-core or a git revision,"
                        + " but was 'missing.jar': there is no such file.",
                "report | report takes one DIR, but was given 0.",
                "--bogus | There is no option '--bogus'."
            })
    void execute_wrongArgument_isRefusedInOneSentenceWithUsage(String line, String sentence) {
        assertRefused(Command.run(line.split(" ")), sentence);
    }

    @Test
    void execute_nothing_isRefusedWithUsage() {
        assertRefused(Command.run(), "A command is missing: " + commands() + ".");
    }

    @Test
    void execute_unknownCommand_isRefusedWithUsage() {
        assertRefused(Command.run("bogus"), "There is no command 'bogus', but " + commands() + ".");
    }

    @Test
    void execute_blocksBeyondTheHeap_areRefused() {
        Command command = Command.run("larson", "1", "8", "9", "2147483647", "1", "1", "1");

        assertThat(command.exitCode()).isEqualTo(2);
        assertThat(command.firstErrorLine())
                .startsWith("CHUNKS × THREADS must fit the Java heap, but its blocks take 32.00 GiB of ");
    }

    @Test
    void execute_jsonInMissingFolder_isRefusedBeforeTheRun(@TempDir Path folder) {
        Path file = folder.resolve("missing").resolve("figures.json");

        assertRefused(
                Command.run("larson", "--json", file.toString()),
                "--json must be a file that can be written, but '" + file + "' cannot: its folder does not exist.");
    }

    @Test
    void execute_jsonIsAFolder_isRefusedBeforeTheRun(@TempDir Path folder) {
        assertRefused(
                Command.run("random-mixed", "--json", folder.toString()),
                "--json must be a file that can be written, but '" + folder + "' cannot: it is a folder.");
    }

    @Test
    void execute_svgInMissingFolder_isRefusedBeforeTheRun(@TempDir Path folder) {
        Path file = folder.resolve("missing").resolve("curve.svg");

        assertRefused(
                Command.run("burst", "--svg", file.toString()),
                "--svg must be a file that can be written, but '" + file + "' cannot: its folder does not exist.");
    }

    @Test
    void execute_unknownAllocator_isToldAllNames() {
        Command command = Command.run("larson", "--allocator", "foo");

        assertThat(command.exitCode()).isEqualTo(2);
        assertThat(command.err())
                .startsWith("--allocator must be one of hakmem, hakmem:fast, ")
                .contains("ffm:tcmalloc, ", "lwjgl-rpmalloc, hakmem@JAR, native:null, ", "but was 'foo'.\n");
    }

    @ParameterizedTest
    @CsvSource({"--workload, larsen, larson", "--allocator, malloc, native:mimalloc"})
    void execute_compareWithAnUnknownName_namesThoseThatThereAre(String option, String given, String known) {
        Command command = Command.run("compare", option, given);

        assertThat(command.exitCode()).isEqualTo(2);
        assertThat(command.firstErrorLine())
                .startsWith(option + " must be one of ")
                .contains(known)
                .endsWith(", but was '" + given + "'.");
    }

    @Test
    void execute_help_isNoMistake() {
        Command command = Command.run("larson", "--help");

        assertThat(command.exitCode()).isZero();
        assertThat(command.out()).startsWith("Usage: hakmem larson [SECONDS [MIN [MAX");
    }

    private static String commands() {
        return Arrays.stream(WorkloadKind.values()).map(WorkloadKind::label).collect(Collectors.joining(", "))
                + ", compare, report";
    }

    private static void assertRefused(Command command, String sentence) {
        assertThat(command.exitCode()).isEqualTo(2);
        assertThat(command.firstErrorLine()).isEqualTo(sentence);
        assertThat(command.err()).contains("Usage: hakmem").doesNotContain("\tat ");
        assertThat(command.out()).isEmpty();
    }
}
