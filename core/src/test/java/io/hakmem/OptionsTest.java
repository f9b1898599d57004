package io.hakmem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hakmem.pool.CacheLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every option as it is written: by property, by environment variable, by the builder, and wrong.
class OptionsTest {
    private final List<String> warnings = new ArrayList<>();

    private Options read(Map<String, String> properties, Map<String, String> environment) {
        Properties all = new Properties();
        all.putAll(properties);
        return new OptionReader(all, environment, warnings::add).read();
    }

    private Options read(String property, String value) {
        return read(Map.of(property, value), Map.of());
    }

    private String refusal(Map<String, String> properties, Map<String, String> environment) {
        try {
            return "taken: " + read(properties, environment);
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private String refusal(String property, String value) {
        return refusal(Map.of(property, value), Map.of());
    }

    // ---- good input ----

    @Test
    void nothing_givesTheDefaults() {
        assertThat(read(Map.of(), Map.of())).isEqualTo(Options.defaults()).hasSameHashCodeAs(Options.defaults());
        assertThat(warnings).isEmpty();
    }

    @Test
    void defaults_ofTheTable_areTheOnesOfTheDesign() {
        Options options = Options.defaults();
        assertThat(options.checked()).isTrue();
        assertThat(options.superSlabBytes()).isEqualTo(2 << 20);
        assertThat(options.cacheLimits()).isEqualTo(CacheLimits.DEFAULT);
        assertThat(options.warmReserveBytes()).isEqualTo(2 << 20);
        assertThat(options.purgeDelayNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(1));
        assertThat(options.purgeBytesPerSecond()).isZero();
        assertThat(options.maintenance()).isTrue();
        assertThat(options.maintenanceIntervalNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(250));
        assertThat(options.idleTakeBackNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(3));
        assertThat(options.binBytes()).isEqualTo(2 << 20);
        assertThat(options.binBlocks()).isEqualTo(1024);
        assertThat(options.coalesceFromBytes()).isEqualTo(16 << 20);
        assertThat(options.limitBytes()).isZero();
        assertThat(options.softLimitBytes()).isZero();
        assertThat(options.hugePages()).isEqualTo(Options.HugePages.NEVER);
        assertThat(options.debug()).isEmpty();
        assertThat(List.of(options.trimAtExit(), options.statsAtExit(), options.lockStatistics(), options.logOptions()))
                .containsOnly(false);
    }

    @ParameterizedTest
    @EnumSource(Option.class)
    void defaultOfAnyOption_written_isReadAgain(Option option) {
        String text = option.format(option.defaultValue());
        assertThat(read(option.property(), text)).isEqualTo(Options.defaults());
        assertThat(read(Map.of(), Map.of(option.environmentName(), text))).isEqualTo(Options.defaults());
    }

    @Test
    void names_ofAnOption_areSpeltAsUsual() {
        assertThat(Option.SUPER_SLAB_BYTES.property()).isEqualTo("hakmem.superSlabBytes");
        assertThat(Option.SUPER_SLAB_BYTES.environmentName()).isEqualTo("HAKMEM_SUPER_SLAB_BYTES");
    }

    @Test
    void property_besideAVariable_wins() {
        Options options = read(Map.of("hakmem.cacheCount", "7"), Map.of("HAKMEM_CACHE_COUNT", "8"));
        assertThat(options.cacheCount()).isEqualTo(7);
    }

    @Test
    void variable_alone_isTaken() {
        assertThat(read(Map.of(), Map.of("HAKMEM_CHECKING", "fast")).checking()).isEqualTo(Options.Checking.FAST);
    }

    @ParameterizedTest
    @CsvSource({"1048576, 1048576", "1024k, 1048576", "64m, 67108864", "64M, 67108864", "3g, 3221225472", "0, 0"})
    void bytes_withOrWithoutASuffix_areTaken(String text, long bytes) {
        assertThat(read("hakmem.cacheBytes", text).cacheBytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"1500, 1500", "1500ms, 1500", "2s, 2000"})
    void times_withOrWithoutAUnit_areTaken(String text, long millis) {
        assertThat(read("hakmem.purgeDelayMillis", text).purgeDelayMillis()).isEqualTo(millis);
    }

    @Test
    void debugTopics_withCommas_areTaken() {
        assertThat(read("hakmem.debug", "slot,cache").debug())
                .containsExactlyInAnyOrder(Options.Topic.SLOT, Options.Topic.CACHE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"hakmem.simulation", "hakmem.test.seed", "hakmem.failing.long", "hakmem.model.seeds", "user.x"})
    void propertyOfTests_orOfOthers_isLeftAlone(String name) {
        assertThat(read(name, "anything")).isEqualTo(Options.defaults());
    }

    @Test
    void builder_withValues_givesThem() {
        Options options = Options.builder()
                .debug(Set.of(Options.Topic.FREE))
                .hugePages(Options.HugePages.MADVISE)
                .softLimitBytes(64 << 20)
                .limitBytes(64 << 20)
                .lockStatistics(true)
                .build();
        assertThat(options.toBuilder().build()).isEqualTo(options);
        assertThat(options)
                .hasToString("Options[hugePages=madvise, limit=64m, softLimit=64m, lockStatistics=on, debug=free]");
    }

    @Test
    void effectiveValues_ofOptions_nameEveryOneAndItsDefaultIfItDiffers() {
        String text = Options.builder().cacheCount(100).build().effectiveValues();
        assertThat(text.lines()).hasSize(Option.values().length);
        assertThat(text.lines())
                .contains("hakmem.cacheCount=100 (default 256)", "hakmem.cacheBytes=512m", "hakmem.debug=none");
    }

    // ---- wrong values ----

    @ParameterizedTest
    @CsvSource({
        "checking, slow",
        "checking, ''",
        "checking, CHECKED",
        "superSlabBytes, 3000000",
        "superSlabBytes, 4m",
        "reservationBytes, -1",
        "reservationBytes, 8388607",
        "reservationBytes, 4398046511105",
        "reservationBytes, lots",
        "cacheCount, 1k",
        "cacheCount, 1000001",
        "cacheBytes, 5000g",
        "cacheBytes, 9999999999999g",
        "cacheBytes, 99999999999999999999999",
        "cacheBytes, 1.5g",
        "cacheBytes, 64 m",
        "cacheTtlMillis, 1h",
        "cacheTtlMillis, 86400001",
        "warmReserveBytes, -2m",
        "purgeDelayMillis, soon",
        "purgeDelayMillis, 3601s",
        "purgeBytesPerSecond, 1k",
        "maintenance, true",
        "maintenanceIntervalMillis, 0",
        "maintenanceIntervalMillis, 61s",
        "idleTakeBackMillis, 9",
        "trimAtExit, yes",
        "binBytes, 65m",
        "binBlocks, 4097",
        "coalesceFromBytes, -1",
        "limit, 512k",
        "limit, 0x1000000",
        "softLimit, 1",
        "hugePages, sometimes",
        "statsAtExit, 1",
        "lockStatistics, ON",
        "debug, heap",
        "debug, 'slot,,free'",
        "debug, ''",
        "logOptions, ' on'"
    })
    void wrongValue_anywhere_isRefusedAndNamed(String label, String value) {
        String property = "hakmem." + label;
        assertThat(refusal(property, value))
                .startsWith("The property " + property + " is \"" + value + "\", but must be");
        String variable = "HAKMEM_" + label.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
        assertThat(refusal(Map.of(), Map.of(variable, value)))
                .startsWith("The environment variable " + variable + " is \"" + value + "\", but must be");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "hakmem.checking; checked, fast or hardened",
                "hakmem.superSlabBytes; 1m or 2m",
                "hakmem.cacheCount; a number from 0 to 1000000",
                "hakmem.debug; some of cache, free, pool, purge and slot with commas between them, or none",
                "hakmem.reservationBytes; from 8m to 4096g, or 0",
                "hakmem.purgeDelayMillis; a time in milliseconds, or with ms or s behind it, from 0 to 3600000"
            })
    void wrongValue_ofEachKind_saysWhatWasExpected(String property, String expected) {
        assertThat(refusal(property, "?")).endsWith(expected + ".");
    }

    @Test
    void builder_withAWrongValue_refusesIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.builder().cacheCount(-1))
                .withMessage("The option cacheCount is \"-1\", but must be a number from 0 to 1000000.");
    }

    @Test
    void softLimit_aboveTheLimit_isRefused() {
        assertThat(refusal(Map.of("hakmem.limit", "64m"), Map.of("HAKMEM_SOFT_LIMIT", "65m")))
                .isEqualTo("The property hakmem.limit is \"64m\", but must be at least softLimit, which is 65m, or 0.");
    }

    @Test
    void softLimit_withoutALimit_isTaken() {
        assertThat(read("hakmem.softLimit", "65m").softLimitBytes()).isEqualTo(65 << 20);
    }

    @Test
    void limit_belowASuperSlab_isRefused() {
        assertThat(refusal("hakmem.limit", "1m")).contains("must be at least superSlabBytes, which is 2m");
        assertThat(read(Map.of("hakmem.limit", "1m", "hakmem.superSlabBytes", "1m"), Map.of())
                        .limitBytes())
                .isEqualTo(1 << 20);
    }

    // ---- unknown names ----

    @ParameterizedTest
    @CsvSource({
        "hakmem.cachecount, hakmem.cacheCount",
        "hakmem.cacheSize, hakmem.cacheBytes",
        "hakmem.chekcing, hakmem.checking",
        "hakmem.purgeDelay, hakmem.purgeDelayMillis",
        "hakmem.hugepage, hakmem.hugePages",
        "hakmem.softlimits, hakmem.softLimit"
    })
    void unknownProperty_nearAKnownOne_isRefusedWithThat(String name, String meant) {
        assertThat(refusal(name, "1")).contains("The property " + name + " ").contains("the nearest is " + meant + ".");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"hakmem.foo", "hakmem.", "hakmem.somethingElseAltogether", "hakmem.tests", "hakmem.cache.count"})
    void unknownProperty_anywhere_isRefusedAndNamed(String name) {
        assertThat(refusal(name, "1")).startsWith("The property " + name + " is no option of HAKMEM");
    }

    @Test
    void unknownProperty_farFromAll_hasNoSuggestion() {
        assertThat(refusal("hakmem.foo", "1")).doesNotContain("nearest");
    }

    @Test
    void unknownVariable_onlyWarns() {
        Options options = read(Map.of(), Map.of("HAKMEM_CACHE_COUNTS", "1", "HOME", "/"));
        assertThat(options).isEqualTo(Options.defaults());
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("HAKMEM_CACHE_COUNTS", "nearest is HAKMEM_CACHE_COUNT.");
    }

    @ParameterizedTest
    @CsvSource({"'', '', 0", "abc, abc, 0", "abc, '', 3", "kitten, sitting, 3", "ab, ba, 2"})
    void distance_ofTwoTexts_isTheNumberOfChanges(String from, String to, int changes) {
        assertThat(OptionReader.distance(from, to)).isEqualTo(changes);
        assertThat(OptionReader.distance(to, from)).isEqualTo(changes);
    }
}
