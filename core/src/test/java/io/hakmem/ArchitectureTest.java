package io.hakmem;

import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The order of the layers, and what each may touch, read off the compiled classes.
class ArchitectureTest {
    private static final String MEMORY = "io.hakmem.memory";
    private static final String OS = "io.hakmem.os";
    private static final String API = "io.hakmem";

    /// The layers, bottom-up: each uses only those before it.
    private static final List<String> LAYERS = List.of(
            MEMORY,
            "io.hakmem.size",
            OS,
            "io.hakmem.bits",
            "io.hakmem.slab",
            "io.hakmem.pool",
            "io.hakmem.run",
            "io.hakmem.heap",
            "io.hakmem.maintain",
            "io.hakmem.harden",
            API);

    /// Layers without which the rules below would guard nothing.
    private static final Set<String> INHABITED_LAYERS = Set.of(
            MEMORY, "io.hakmem.size", OS, "io.hakmem.bits", "io.hakmem.slab", "io.hakmem.pool", "io.hakmem.heap", API);

    /// Classes that are neither final nor sealed, each with the reason.
    private static final Map<String, String> OPEN_CLASSES = Map.of();

    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(compiledClasses());

    @Test
    void scan_of_the_compiled_classes_sees_every_layer() {
        assertThat(packages()).containsAll(INHABITED_LAYERS);
    }

    @Test
    void package_has_a_place_in_the_order() {
        assertThat(LAYERS).containsAll(packages());
    }

    @ParameterizedTest
    @MethodSource("layers")
    void layer_uses_only_the_layers_below(String layer) {
        List<String> above = LAYERS.subList(LAYERS.indexOf(layer) + 1, LAYERS.size());
        noClasses()
                .that()
                .resideInAPackage(layer)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(above.toArray(String[]::new))
                .allowEmptyShould(!INHABITED_LAYERS.contains(layer))
                .check(CLASSES);
    }

    @Test
    void packages_have_no_cycle() {
        slices().matching("io.hakmem.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void linker_is_used_by_os_alone() {
        noClasses()
                .that()
                .resideOutsideOfPackage(OS)
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Linker.class, SymbolLookup.class, FunctionDescriptor.class)
                .check(CLASSES);
    }

    @Test
    void memory_segment_is_used_by_memory_and_os_and_api_and_the_fast_path_alone() {
        noClasses()
                .that()
                .resideOutsideOfPackages(MEMORY, OS, API)
                .and()
                .doNotHaveSimpleName("Bins")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(MemorySegment.class)
                .check(CLASSES);
    }

    @Test
    void internals_of_the_jdk_are_used_by_nobody() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("sun..", "jdk.internal..")
                .check(CLASSES);
    }

    @Test
    void standard_streams_are_used_by_the_statistics_at_exit_alone() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(
                CLASSES.that(DescribedPredicate.not(JavaClass.Predicates.equivalentTo(AtExit.class))));
    }

    @Test
    void class_is_final_or_sealed() {
        classes()
                .that(DescribedPredicate.describe("could be extended and are not listed", ArchitectureTest::isOrdinary))
                .should()
                .haveModifier(FINAL)
                .check(CLASSES);
    }

    @Test
    void package_is_null_marked() {
        assertThat(CLASSES.stream().map(JavaClass::getPackage).distinct())
                .filteredOn(hakmem -> !hakmem.isAnnotatedWith(NullMarked.class))
                .extracting(JavaPackage::getName)
                .isEmpty();
    }

    static List<String> layers() {
        return LAYERS;
    }

    private static boolean isOrdinary(JavaClass type) {
        return !type.isInterface()
                && !type.isEnum()
                && !type.isRecord()
                && !type.isAnonymousClass()
                && !type.reflect().isSealed()
                && !OPEN_CLASSES.containsKey(type.getName());
    }

    private static Set<String> packages() {
        return CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
    }

    private static Path compiledClasses() {
        return Path.of("target", "classes");
    }
}
