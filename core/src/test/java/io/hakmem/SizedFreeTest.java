package io.hakmem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakmem.InvalidFreeException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(booleans = {false, true})
class SizedFreeTest {
    @Parameter
    private boolean byHeap;

    @RegisterExtension
    private final TestHakmem test = TestHakmem.checked();

    private long allocate(long bytes) {
        return test.hakmem().allocate(bytes);
    }

    private void free(long address, long bytes) {
        if (byHeap) {
            test.hakmem().heap().free(address, bytes);
        } else {
            test.hakmem().free(address, bytes);
        }
    }

    private void assertRefused(Kind kind, long address, long bytes) {
        assertThatThrownBy(() -> free(address, bytes)).isInstanceOfSatisfying(InvalidFreeException.class, e -> {
            assertThat(e.kind()).isEqualTo(kind);
            assertThat(e.address()).isEqualTo(address);
        });
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 16", "100, 56", "100, 97", "100, 112", "1100, 640", "1100, 1280", "8192, 4096"})
    @CsvSource({
        "8193, 10240",
        "10000, 8193",
        "16385, 20480",
        "32769, 36864",
        "100000, 98305",
        "100000, 102400",
        "3000000, 3000001"
    })
    void anySizeOfTheSameBlock_isAccepted(long bytes, long freedAs) {
        free(allocate(bytes), freedAs);
        assertThat(HeapValidator.liveBlocks(test.hakmem())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 17", "100, 55", "100, 113", "1100, 639", "1100, 1281", "8192, 4095", "8192, 8193"})
    @CsvSource({
        "8193, 5119",
        "8193, 10241",
        "16385, 20481",
        "32769, 36865",
        "100000, 98304",
        "100000, 102401",
        "3000000, 1",
        "100, 9223372036854775807"
    })
    void anyOtherSize_isRefusedAndTheBlockStaysLive(long bytes, long freedAs) {
        long address = allocate(bytes);
        assertRefused(Kind.WRONG_SIZE, address, freedAs);
        assertThat(HeapValidator.liveBlocks(test.hakmem())).containsExactly(address);
        free(address, bytes);
    }

    @ParameterizedTest
    @CsvSource({"128, 100", "128, 64", "64, 100", "12000, 8000", "8000, 12000", "100000, 60000", "10000, 100000"})
    void lastSizeOfAReallocatedBlock_isAccepted(long bytes, long reallocatedTo) {
        free(test.hakmem().reallocate(allocate(bytes), reallocatedTo), reallocatedTo);
        assertThat(HeapValidator.liveBlocks(test.hakmem())).isEmpty();
    }

    @Test
    void refusal_tellsBothSizes() {
        long address = allocate(100);
        assertThatThrownBy(() -> free(address, 500))
                .hasMessageContaining("500 bytes")
                .hasMessageContaining("112");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 64, 100, 10_000, 100_000})
    void usableSize_isAlwaysAccepted(long bytes) {
        for (long alignment = 1; alignment <= 1 << 20; alignment *= 4) {
            long address = test.hakmem().allocate(bytes, alignment);
            free(address, test.hakmem().usableSize(address));
        }
        assertThat(HeapValidator.liveBlocks(test.hakmem())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 100, 100_000})
    void zeroAddress_isIgnored(long bytes) {
        assertThatCode(() -> free(0, bytes)).doesNotThrowAnyException();
    }

    @Test
    void wrongAddress_comesBeforeAWrongSize() {
        long address = allocate(100);
        assertRefused(Kind.INTERIOR, address + 16, 3);
        assertRefused(Kind.INTERIOR, address + 16, 100);
        assertRefused(Kind.FOREIGN, 4096, 100);
        assertRefused(Kind.NOT_ALLOCATED, address + (16 << 20), 100);
    }
}
