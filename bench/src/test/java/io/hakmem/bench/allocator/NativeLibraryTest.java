package io.hakmem.bench.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NativeLibraryTest {
    @ParameterizedTest
    @CsvSource({"MIMALLOC, libmimalloc.so.2, libmimalloc2.0", "JEMALLOC, libjemalloc.so.2, libjemalloc2"})
    void whatIsMissing_noSuchFile_namesDebiansPackage(
            NativeLibrary library, String file, String debianPackage, @TempDir Path folder) {
        assertThat(library.file().whatIsMissing(List.of(folder)))
                .contains(file + " is not on this machine (Debian's package " + debianPackage + " installs it)");
    }

    @ParameterizedTest
    @CsvSource({"MIMALLOC, libmimalloc.so.2.0", "MIMALLOC, libmimalloc.so", "JEMALLOC, libjemalloc.so"})
    void whatIsMissing_anyUsualName_nothing(NativeLibrary library, String file, @TempDir Path folder)
            throws IOException {
        Files.createFile(folder.resolve(file));

        assertThat(library.file().whatIsMissing(List.of(folder.resolve("elsewhere"), folder)))
                .isEmpty();
    }

    @Test
    void open_twoLibraries_haveFunctionsOfTheirOwn() {
        Allocator one = NativeLibrary.GLIBC.open(true);
        Allocator other = NativeLibrary.GLIBC.open(true);

        assertThat(one.getClass()).isNotSameAs(other.getClass());
        other.free(one.allocate(100));
    }
}
