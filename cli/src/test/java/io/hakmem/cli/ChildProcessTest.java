package io.hakmem.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakmem.bench.measure.Run;
import io.hakmem.cli.compare.TooSlow;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ChildProcessTest {
    private static ChildProcess process(@Nullable Duration longest) {
        return new ChildProcess(
                "null",
                longest,
                new ProgressLine(new PrintWriter(Writer.nullWriter(), true), 1, Duration.ofSeconds(1)));
    }

    @Test
    void processThatIsNotOverInTime_isEndedAndTold() {
        assertThatThrownBy(() -> process(Duration.ofMillis(10))
                        .run(result -> new ProcessBuilder("sleep", "987654321"), Run.class))
                .isInstanceOf(TooSlow.class)
                .hasMessage("The run of null was ended: it took more than 0.01 s, which is too slow to be compared.");
        assertThat(ProcessHandle.current().children().filter(ChildProcessTest::isOurs))
                .noneMatch(child ->
                        child.onExit().orTimeout(1, TimeUnit.MINUTES).join().isAlive());
    }

    private static boolean isOurs(ProcessHandle child) {
        return List.of(child.info().arguments().orElse(new String[0])).contains("987654321");
    }

    @Test
    void processThatFailsInTime_isNotTooSlow() {
        assertThatThrownBy(() -> process(Duration.ofMinutes(1)).run(result -> new ProcessBuilder("false"), Run.class))
                .isInstanceOf(RunFailure.class);
    }

    @Test
    void jvmThatCrashes_isToldByTheFrame() {
        String report =
                "printf '#\\n# Problematic frame:\\n# C  [lib.so+0x36dc]  call+0x2c\\n#\\n# See it.\\n' >&2; exit 134";

        assertThatThrownBy(() -> process(null).run(result -> new ProcessBuilder("sh", "-c", report), Run.class))
                .hasMessage("The run of null failed: its process ended with exit code 134"
                        + " (# C  [lib.so+0x36dc]  call+0x2c).");
    }
}
