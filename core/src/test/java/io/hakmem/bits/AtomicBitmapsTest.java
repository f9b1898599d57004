package io.hakmem.bits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// What is made when, and that it is made once.
final class AtomicBitmapsTest {
    private final AtomicBitmaps bitmaps = new AtomicBitmaps(3, 100);

    @Test
    void known_beforeItIsAskedFor_isNull() {
        bitmaps.of(1);
        assertThat(bitmaps.known(0)).isNull();
    }

    @Test
    void of_twice_isTheSame() {
        assertThat(bitmaps.of(2)).isSameAs(bitmaps.of(2)).isSameAs(bitmaps.known(2));
    }

    @Test
    void of_aNumberThatThereIsNot_throws() {
        assertThatThrownBy(() -> bitmaps.of(3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void metadataBytes_grow_onlyWithWhatIsMade() {
        long none = bitmaps.metadataBytes();
        bitmaps.of(0);
        assertThat(bitmaps.metadataBytes() - none).isEqualTo(new AtomicBitmap(100).metadataBytes());
    }
}
