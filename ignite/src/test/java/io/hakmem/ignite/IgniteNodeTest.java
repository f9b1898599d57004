package io.hakmem.ignite;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.Hakmem;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.Ignition;
import org.apache.ignite.configuration.DataRegionConfiguration;
import org.apache.ignite.configuration.DataStorageConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.logger.NullLogger;
import org.apache.ignite.spi.discovery.isolated.IsolatedDiscoverySpi;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A node in this JVM whose data lie in HAKMEM. -Pignite runs it.
@Tag("node")
class IgniteNodeTest {
    private static final int ENTRIES = 1_000_000;
    private static final long REGION_BYTES = 256 << 20;

    @Test
    void node_regionInHakmem_putsAndGetsAMillionEntries() {
        try (Hakmem hakmem = Hakmem.shared().child("ignite", 0)) {
            try (Ignite node = Ignition.start(configuration(hakmem))) {
                IgniteCache<Integer, Long> cache = node.getOrCreateCache("numbers");
                for (int key = 0; key < ENTRIES; key++) {
                    cache.put(key, valueOf(key));
                }
                for (int key = 0; key < ENTRIES; key++) {
                    assertThat(cache.get(key)).isEqualTo(valueOf(key));
                }
                assertThat(cache.size()).isEqualTo(ENTRIES);
                assertThat(hakmem.stats().memory().liveBytes()).isGreaterThanOrEqualTo(REGION_BYTES / 2);
            }
            assertThat(hakmem.stats().memory().liveBytes()).isZero();
        }
    }

    private static IgniteConfiguration configuration(Hakmem hakmem) {
        DataRegionConfiguration region = new DataRegionConfiguration()
                .setName("hakmem")
                .setInitialSize(REGION_BYTES)
                .setMaxSize(REGION_BYTES)
                .setMemoryAllocator(new HakmemAllocator(hakmem));
        return new IgniteConfiguration()
                .setDiscoverySpi(new IsolatedDiscoverySpi())
                .setGridLogger(new NullLogger())
                .setWorkDirectory(System.getProperty("java.io.tmpdir"))
                .setDataStorageConfiguration(new DataStorageConfiguration().setDefaultDataRegionConfiguration(region));
    }

    private static long valueOf(int key) {
        return key * 0x9E3779B97F4A7C15L;
    }
}
