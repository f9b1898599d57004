package io.hakmem.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hakmem.memory.NativeMemory;
import io.hakmem.os.FakePageSource.Call;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Calls are counted when they succeed, and passed on unchanged.
final class CountingPageSourceTest {
    private final FakePageSource fake = new FakePageSource();
    private final CountingPageSource source = new CountingPageSource(fake);
    private final int pageBytes = fake.pageBytes();

    @AfterEach
    void unmapAll() {
        fake.close();
    }

    @Test
    void counts_atFirst_areZero() {
        assertThat(counts()).containsExactly(0, 0, 0);
    }

    @Test
    void counts_grantedCalls_areByKind() {
        long first = source.map(pageBytes);
        source.map(pageBytes);
        source.map(pageBytes);
        source.purge(first, pageBytes);
        source.purge(first, pageBytes);
        source.unmap(first, pageBytes);
        assertThat(counts()).containsExactly(3, 1, 2);
    }

    @Test
    void counts_refusedCalls_stay() {
        long address = source.map(pageBytes);
        for (Call call : Call.values()) {
            fake.refuse(call, 0, 12);
        }
        assertThatExceptionOfType(PageSourceException.class).isThrownBy(() -> source.map(pageBytes));
        assertThatExceptionOfType(PageSourceException.class).isThrownBy(() -> source.purge(address, pageBytes));
        assertThatExceptionOfType(PageSourceException.class).isThrownBy(() -> source.unmap(address, pageBytes));
        assertThat(counts()).containsExactly(1, 0, 0);
    }

    @Test
    void refusal_ofTheSource_isPassedOn() {
        fake.refuse(Call.MAP, 0, 11);
        assertThatExceptionOfType(PageSourceException.class)
                .isThrownBy(() -> source.map(pageBytes))
                .satisfies(refusal -> assertThat(refusal.errno()).isEqualTo(11));
    }

    @Test
    void purge_passedOn_zeroes() {
        long address = source.map(pageBytes);
        NativeMemory.setLong(address, 1);
        source.purge(address, pageBytes);
        assertThat(NativeMemory.getLong(address)).isZero();
    }

    @Test
    void unmap_passedOn_removesTheMapping() {
        source.unmap(source.map(pageBytes), pageBytes);
        assertThat(fake.mappings()).isZero();
    }

    @Test
    void answers_ofTheSource_arePassedOn() {
        fake.processor(5);
        assertThat(source.name()).isEqualTo("fake");
        assertThat(source.pageBytes()).isEqualTo(fake.pageBytes());
        assertThat(source.physicalBytes()).isEqualTo(fake.physicalBytes());
        assertThat(source.largestReservationBytes()).isEqualTo(fake.largestReservationBytes());
        assertThat(source.currentProcessor()).isEqualTo(5);
    }

    private long[] counts() {
        return new long[] {source.maps(), source.unmaps(), source.purges()};
    }
}
