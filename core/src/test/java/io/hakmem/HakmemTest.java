package io.hakmem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakmem.InvalidFreeException.Kind;
import io.hakmem.memory.NativeMemory;
import io.hakmem.os.FakePageSource;
import io.hakmem.os.FakePageSource.Call;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HakmemTest {
    private static final long MEBIBYTE = 1 << 20;

    @RegisterExtension
    private final TestHakmem test = TestHakmem.checked();

    private long allocate(long bytes) {
        return test.hakmem().allocate(bytes);
    }

    private void free(long address) {
        test.hakmem().free(address);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 16, 17, 1000, 8192, 8193, 65_536, 65_537, 2 * MEBIBYTE, 2 * MEBIBYTE + 1, 9 * MEBIBYTE})
    void block_ofAnySize_isUsableToItsEndAndFreeable(long bytes) {
        long address = allocate(bytes);
        assertThat(test.hakmem().usableSize(address)).isGreaterThanOrEqualTo(bytes);
        NativeMemory.setLong(address + Math.max(0, bytes - Long.BYTES), -1);
        free(address);
        assertThat(HeapValidator.liveBlocks(test.hakmem())).isEmpty();
    }

    @Test
    void blocksOfZeroBytes_areDistinct() {
        assertThat(allocate(0)).isNotEqualTo(allocate(0));
    }

    @Test
    void blocks_ofMixedSizes_neverOverlap() {
        List<long[]> blocks = new ArrayList<>();
        for (int index = 0; index < 20_000; index++) {
            long bytes = index * 37L % 9000;
            long address = allocate(bytes);
            blocks.add(new long[] {address, address + test.hakmem().usableSize(address)});
        }
        blocks.sort((left, right) -> Long.compare(left[0], right[0]));
        for (int index = 1; index < blocks.size(); index++) {
            assertThat(blocks.get(index)[0]).isGreaterThanOrEqualTo(blocks.get(index - 1)[1]);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192})
    void powerOfTwo_isNaturallyAligned(int bytes) {
        for (int count = 0; count < 100; count++) {
            assertThat(allocate(bytes) % bytes).isZero();
        }
    }

    @Test
    void zeroAddress_freed_isIgnored() {
        assertThatCode(() -> free(0)).doesNotThrowAnyException();
    }

    @Test
    void negativeLength_allocated_isRefused() {
        assertThatThrownBy(() -> allocate(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1 bytes");
    }

    @Test
    void lengthBeyondReservation_allocated_isRefusedAndLosesNothing() {
        assertThatThrownBy(() -> allocate(Long.MAX_VALUE))
                .isInstanceOf(NativeOutOfMemoryError.class)
                .hasMessageContaining("reserved");
        free(allocate(100));
    }

    @Test
    void reservation_usedUp_refusesThenServesAgainAfterFrees() {
        List<Long> blocks = new ArrayList<>();
        assertThatThrownBy(() -> {
                    while (true) {
                        blocks.add(allocate(MEBIBYTE));
                    }
                })
                .isInstanceOf(NativeOutOfMemoryError.class);
        assertThatThrownBy(() -> {
                    while (true) {
                        blocks.add(allocate(8192));
                    }
                })
                .isInstanceOf(NativeOutOfMemoryError.class);
        blocks.forEach(this::free);
        assertThat(allocate(100 * MEBIBYTE)).isNotZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, -1, 4096, Long.MIN_VALUE, Long.MAX_VALUE, 0x7fff_ffff_f000L})
    void foreignAddress_freed_isRefused(long address) {
        assertRefused(Kind.FOREIGN, () -> free(address));
    }

    @Test
    void addressesAroundTheReservation_freed_areRefused() {
        Stats.Mapping mapping = test.hakmem().stats().mapping();
        for (long address = mapping.base() - 64; address < mapping.base(); address += 16) {
            long outside = address;
            assertRefused(Kind.FOREIGN, () -> free(outside));
        }
        long end = mapping.base() + mapping.bytes();
        assertRefused(Kind.FOREIGN, () -> free(end));
    }

    @Test
    void addressInUnusedMemory_freed_isRefused() {
        long address = allocate(100);
        assertRefused(Kind.NOT_ALLOCATED, () -> free(address + 16 * MEBIBYTE));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 16, 48, 111})
    void addressInsideOfABlock_freed_isRefused(int distance) {
        long address = allocate(112);
        assertRefused(Kind.INTERIOR, () -> free(address + distance));
        free(address);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 16, 65_536})
    void addressInsideOfARun_freed_isRefused(long distance) {
        long address = allocate(100_000);
        assertThatThrownBy(() -> free(address + distance)).isInstanceOf(InvalidFreeException.class);
        free(address);
    }

    @Test
    void run_freedTwice_isRefused() {
        long address = allocate(5 * MEBIBYTE);
        free(address);
        assertRefused(Kind.NOT_ALLOCATED, () -> free(address));
    }

    @Test
    void block_whoseBitIsSet_isRefused() {
        long address = allocate(64);
        long pin = allocate(64);
        free(address);
        test.hakmem().trim();
        assertRefused(Kind.ALREADY_FREE, () -> free(address));
        assertRefused(Kind.ALREADY_FREE, () -> test.hakmem().usableSize(address));
        free(pin);
    }

    @Test
    void blockOfALivingThread_freedTwice_isRefused() {
        try (LivingThread owner = new LivingThread()) {
            long address = owner.call(() -> allocate(64));
            free(address);
            assertRefused(Kind.ALREADY_FREE, () -> free(address));
        }
    }

    @Test
    void contents_ofLiveBlocks_areKept() {
        Set<Long> live = new HashSet<>();
        for (int index = 0; index < 50_000; index++) {
            long address = allocate(index % 2000);
            NativeMemory.setLong(address, ~address);
            if (index % 3 == 0) {
                free(address);
            } else {
                live.add(address);
            }
        }
        assertThat(live).allMatch(address -> NativeMemory.getLong(address) == ~address);
        assertThat(HeapValidator.liveBlocks(test.hakmem())).isEqualTo(live);
    }

    @Test
    void trim_withNothingLive_givesEverythingBack() {
        List<Long> blocks = new ArrayList<>();
        for (int index = 0; index < 30_000; index++) {
            blocks.add(allocate(index % 10_000));
        }
        blocks.forEach(this::free);
        test.hakmem().trim();
        Stats stats = test.hakmem().stats();
        assertThat(stats.memory().committedBytes()).isZero();
        assertThat(stats.memory().parkedBytes()).isZero();
        assertThat(stats.superSlabs().active()).isZero();
        assertThat(stats.superSlabs().cached()).isZero();
    }

    @Test
    void trim_whenTheSystemRefusesPurges_losesNothing() {
        List<Long> blocks = new ArrayList<>();
        for (int index = 0; index < 5000; index++) {
            blocks.add(allocate(1000));
        }
        blocks.forEach(this::free);
        test.source().refuse(Call.PURGE, 0, 12);
        test.hakmem().trim();
        assertThat(test.hakmem().stats().notes())
                .anyMatch(note -> note.contains("refused to take pages back 1 times") && note.contains("ENOMEM (12)"));
        HeapValidator.assertValid(test.hakmem());
        test.source().allowAll();
        test.hakmem().trim();
        assertThat(test.hakmem().stats().memory().committedBytes()).isZero();
    }

    @Test
    void liveBytes_atRest_equalWhatCallersHold() {
        long expected = 0;
        for (int index = 0; index < 3000; index++) {
            long address = allocate(index * 7L);
            if (index % 2 == 0) {
                free(address);
            } else {
                expected += test.hakmem().usableSize(address);
            }
        }
        assertThat(test.hakmem().stats().memory().liveBytes()).isEqualTo(expected);
    }

    @Test
    void reservation_refusedInPart_isSmallerAndSaysSo() {
        FakePageSource source = new FakePageSource();
        source.refuse(Call.MAP, 0, 1, 12);
        Hakmem smaller = new Hakmem(source, TestHakmem.options().build(), new FakeClock());
        assertThat(smaller.stats().memory().reservedBytes()).isEqualTo(1L << 29);
        assertThat(smaller.stats().notes())
                .anyMatch(note -> note.contains("was refused") && note.contains("ENOMEM (12)"));
        source.close();
    }

    @Test
    void allocation_refusedAfterARefusedPurge_tellsTheSystemsError() {
        test.source().refuse(Call.PURGE, 0, 11);
        free(allocate(100_000));
        test.hakmem().trim();
        assertThatThrownBy(() -> allocate(1L << 40))
                .isInstanceOf(NativeOutOfMemoryError.class)
                .hasMessageContaining("EAGAIN (11)");
    }

    private static void assertRefused(Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        InvalidFreeException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
