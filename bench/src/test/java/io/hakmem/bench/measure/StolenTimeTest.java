package io.hakmem.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StolenTimeTest {
    @TempDir
    private Path folder;

    @Test
    void share_ticksWereStolen_isTheirPartOfAllProcessors() throws IOException, InterruptedException {
        Path stat = write("cpu  97 14 80 37 41 0 15 1000 0 0\ncpu0 1 2 3 4 5 6 7 900 0 0\n");
        long before = System.nanoTime();
        StolenTime stolen = StolenTime.begin(stat);
        Thread.sleep(50);
        write("cpu  97 14 80 37 41 0 15 1400 0 0\n");
        double share = stolen.share();
        double most = 4 / 0.05 / Runtime.getRuntime().availableProcessors();
        double passed = (System.nanoTime() - before) / 1e9;
        assertThat(share).isBetween(4 / passed / Runtime.getRuntime().availableProcessors(), most);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cpu  1 2 3 4 5 6 7", "cpu a b c d e f g h i j", "intr 1"})
    void share_notTold_isNone(String text) throws IOException {
        assertThat(StolenTime.begin(write(text)).share()).isZero();
    }

    @Test
    void share_noSuchFile_isNone() {
        assertThat(StolenTime.begin(folder.resolve("none")).share()).isZero();
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("stat"), text);
    }
}
