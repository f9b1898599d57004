package io.hakmem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ChildJvmTest {
    @Test
    void command_systemProperties_passesOnThoseOfHakmemOnly() {
        System.setProperty("hakmem.test.passedOn", "a b");
        try {
            assertThat(command()).contains("-Dhakmem.test.passedOn=a b").noneMatch(word -> word.startsWith("-Duser."));
        } finally {
            System.clearProperty("hakmem.test.passedOn");
        }
    }

    @Test
    void command_jvmArguments_standBeforeTheMainClassAndWordsAfter() {
        List<String> command = command("-Xmx1g");

        assertThat(command).containsSubsequence("-Xmx1g", "one", "two").endsWith("one", "two");
        assertThat(command.getFirst()).isEqualTo(System.getProperty("java.home") + "/bin/java");
    }

    @Test
    void addTo_listThatTheUserHas_keepsItLast() {
        Map<String, String> environment = new HashMap<>(Map.of("A", "theirs"));

        ChildJvm.addTo(environment, Map.of("A", "ours", "B", "new"));

        assertThat(environment).isEqualTo(Map.of("A", "ours:theirs", "B", "new"));
    }

    private static List<String> command(String... jvmArguments) {
        ProgressLine silent = new ProgressLine(new PrintWriter(Writer.nullWriter()), 1, Duration.ZERO);
        return new ChildJvm(List.of(jvmArguments), null, silent).command(List.of("one", "two"));
    }
}
