package io.hakmem.slab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hakmem.os.FakePageSource;
import io.hakmem.os.FakePageSource.Call;
import io.hakmem.os.PageSourceException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How much is reserved when the system refuses, and where the usable part lies.
final class ReservationTest {
    private static final int SUPER_SLAB_BYTES = 2 << 20;
    private static final int ENOMEM = 12;
    private static final long WANTED = 256L << 20;

    private final FakePageSource source = new FakePageSource();
    private final List<String> notes = new ArrayList<>();

    @AfterEach
    void unmapAll() {
        source.close();
    }

    @Test
    void of_nothingRefused_hasTheWantedLength() {
        assertThat(reserve(WANTED).bytes()).isEqualTo(WANTED);
    }

    @Test
    void of_nothingRefused_notesNothing() {
        reserve(WANTED);
        assertThat(notes).isEmpty();
    }

    @Test
    void of_notAPowerOfTwo_roundsUp() {
        assertThat(reserve(WANTED / 2 + 1).bytes()).isEqualTo(WANTED);
    }

    @Test
    void of_lessThanEightSuperSlabs_isEightSuperSlabs() {
        assertThat(reserve(1).bytes()).isEqualTo(8L * SUPER_SLAB_BYTES);
    }

    @Test
    void of_moreThanTheSourceWouldGive_isWhatItWouldGive() {
        assertThat(reserve(source.largestReservationBytes() * 4).bytes())
                .isLessThanOrEqualTo(source.largestReservationBytes());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void of_theLargestSizesRefused_isHalvedAsOften(int refusals) {
        source.refuse(Call.MAP, 0, refusals, ENOMEM);
        assertThat(reserve(WANTED).bytes()).isEqualTo(WANTED >> refusals);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void of_theLargestSizesRefused_notesWantedAndGot(int refusals) {
        source.refuse(Call.MAP, 0, refusals, ENOMEM);
        long got = reserve(WANTED).bytes();
        assertThat(notes).singleElement().asString().contains(Long.toString(WANTED), Long.toString(got));
    }

    @Test
    void of_anything_isMappedOnce() {
        source.refuse(Call.MAP, 0, 2, ENOMEM);
        reserve(WANTED);
        assertThat(source.mappings()).isEqualTo(1);
    }

    @Test
    void base_anywhere_isAligned() {
        assertThat(reserve(WANTED).base() % SUPER_SLAB_BYTES).isZero();
    }

    @Test
    void mapping_anywhere_holdsTheUsablePart() {
        Reservation reservation = reserve(WANTED);
        assertThat(reservation.base()).isGreaterThanOrEqualTo(reservation.mappedBase());
        assertThat(reservation.base() + reservation.bytes())
                .isLessThanOrEqualTo(reservation.mappedBase() + reservation.mappedBytes());
    }

    @Test
    void mapping_anywhere_keepsItsSlack() {
        Reservation reservation = reserve(WANTED);
        assertThat(reservation.mappedBytes()).isEqualTo(WANTED + SUPER_SLAB_BYTES);
        assertThat(source.calls(Call.UNMAP)).isZero();
    }

    @Test
    void pageBytes_ofTheSource_areKept() {
        assertThat(reserve(WANTED).pageBytes()).isEqualTo(source.pageBytes());
    }

    @Test
    void of_everythingRefused_throwsWithTheErrno() {
        source.refuse(Call.MAP, 0, ENOMEM);
        PageSourceException refusal = catchThrowableOfType(PageSourceException.class, () -> reserve(WANTED));
        assertThat(refusal.errno()).isEqualTo(ENOMEM);
    }

    @Test
    void of_everythingRefused_triesDownToEightSuperSlabs() {
        source.refuse(Call.MAP, 0, ENOMEM);
        assertThatExceptionOfType(PageSourceException.class).isThrownBy(() -> reserve(WANTED));
        assertThat(source.calls(Call.MAP)).isEqualTo(5);
    }

    @Test
    void contains_insideAndOutside_isOneUnsignedCompare() {
        Reservation reservation = reserve(WANTED);
        assertThat(List.of(0L, WANTED - 1)).allMatch(reservation::contains);
        assertThat(List.of(-1L, WANTED, Long.MAX_VALUE, Long.MIN_VALUE)).noneMatch(reservation::contains);
    }

    private Reservation reserve(long wantedBytes) {
        return Reservation.of(source, wantedBytes, SUPER_SLAB_BYTES, notes);
    }
}
