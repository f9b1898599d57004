package io.hakmem.examples.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/// What a wrong command line is told.
class MainTest {
    @Test
    void server_withAnUnknownAllocator_namesThemAll() {
        assertThat(errorOf("server", "--allocator", "malloc"))
                .contains("\"malloc\" is no allocator: take one of hakmem, netty-pooled, netty-adaptive");
    }

    @Test
    void proxy_withoutAPort_saysWhatIsExpected() {
        assertThat(errorOf("proxy", "--behind", "localhost")).contains("must be HOST:PORT");
    }

    private static String errorOf(String... arguments) {
        StringWriter said = new StringWriter();
        int status = Main.commandLine().setErr(new PrintWriter(said)).execute(arguments);
        assertThat(status).isEqualTo(2);
        return said.toString();
    }
}
