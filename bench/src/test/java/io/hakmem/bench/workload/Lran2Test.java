package io.hakmem.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The expected numbers are the output of the original's generator, compiled from C.
final class Lran2Test {
    @ParameterizedTest
    @CsvSource({
        "4141, 562984 514304 603572 409634 264819 404388 274690 276814 125449 22644, 644633",
        "12345, 588361 129447 187519 601085 181855 118446 538859 367619 148367 193489, 46253",
        "10000, 504283 708066 489135 118912 378106 532538 58165 501006 6322 639026, 543893",
        "0, 500655 445885 246850 257011 701815 506293 535288 479651 641640 453897, 565446",
        "2147483647, 710439 241151 470098 363951 65360 256953 584867 191678 64231 163100, 133005"
    })
    void next_knownSeed_drawsTheOriginalsNumbers(long seed, String firstTen, int millionth) {
        Lran2 generator = new Lran2(seed);

        String drawn = String.join(
                " ",
                IntStream.range(0, 10)
                        .mapToObj(draw -> Integer.toString(generator.next()))
                        .toList());
        IntStream.range(10, 999_999).forEach(draw -> generator.next());

        assertThat(drawn).isEqualTo(firstTen);
        assertThat(generator.next()).isEqualTo(millionth);
    }
}
