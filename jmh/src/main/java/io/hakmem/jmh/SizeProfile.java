package io.hakmem.jmh;

import java.util.SplittableRandom;

/// How often a program asks for buffers of which sizes.
@SuppressWarnings("ImmutableEnumChecker") // nobody changes the arrays
public enum SizeProfile {
    /// What the Netty project recorded of a web-socket proxy, with seldom sizes put to the next frequent one above.
    WEB_SOCKET_PROXY(
            9, 316, 15, 10_347, 17, 628, 21, 316, 36, 338, 48, 338, 64, 23, 128, 17, 256, 21_272, 304, 134, 371, 115,
            424, 103, 466, 104, 500, 117, 549, 261, 580, 224, 600, 245, 614, 511, 625, 628, 632, 740, 634, 603, 635,
            635, 636, 5_443, 637, 459, 667, 108, 1_024, 29_311, 1_280, 39, 2_048, 2_646, 2_304, 158, 2_400, 68, 2_443,
            16, 4_096, 33, 4_352, 243, 4_448, 73, 4_492, 60, 4_556, 45, 4_574, 221, 7_110, 28, 8_192, 42, 8_447, 556,
            8_588, 56, 8_670, 263, 14_440, 9, 15_907, 54, 16_129, 39, 16_384, 46, 16_639, 9_271, 16_863, 392, 18_432,
            6),

    /// A gateway in front of services with JSON bodies: heads, small and middle bodies, TLS records, some long bodies.
    API_GATEWAY(
            24, 800, 64, 1_200, 128, 1_500, 256, 4_000, 384, 900, 512, 2_200, 700, 600, 1_024, 3_500, 1_500, 900, 2_048,
            2_600, 3_000, 500, 4_096, 1_400, 6_000, 400, 8_192, 900, 12_000, 150, 16_384, 1_100, 16_713, 1_800, 32_768,
            350, 65_536, 220, 131_072, 60, 262_144, 15);

    private static final int DRAWN = 1 << 17;

    private final int[] sizesAndWeights;

    /// @param sizesAndWeights bytes and how often, in turns
    SizeProfile(int... sizesAndWeights) {
        this.sizesAndWeights = sizesAndWeights;
    }

    /// Sizes in bytes in the order in which they are asked for, a power of two of them.
    int[] draw(SplittableRandom random) {
        int total = 0;
        for (int i = 1; i < sizesAndWeights.length; i += 2) {
            total += sizesAndWeights[i];
        }
        int[] drawn = new int[DRAWN];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = at(random.nextInt(total));
        }
        return drawn;
    }

    private int at(int weight) {
        int left = weight;
        int i = 0;
        while (left >= sizesAndWeights[i + 1]) {
            left -= sizesAndWeights[i + 1];
            i += 2;
        }
        return sizesAndWeights[i];
    }
}
