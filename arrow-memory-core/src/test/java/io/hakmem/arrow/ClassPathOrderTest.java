package io.hakmem.arrow;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.memory.DefaultAllocationManagerFactory;
import org.apache.arrow.memory.DefaultAllocationManagerOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Arrow's search for a default on class paths of another order, each with classes of its own.
class ClassPathOrderTest {
    private static final String OURS = requireNonNull(
                    DefaultAllocationManagerFactory.class.getProtectionDomain().getCodeSource())
            .getLocation()
            .getPath();

    @Test
    void require_asItIs_isOurs() {
        assertThatCode(() -> require(classPath())).doesNotThrowAnyException();
    }

    @Test
    void require_behindAnotherOfTheSameName_tellsItAndWhatToDo() {
        List<URL> paths = classPath();
        URL ours = paths.stream()
                .filter(path -> path.getPath().equals(OURS))
                .findFirst()
                .orElseThrow();
        paths.remove(ours);
        paths.addLast(ours);

        assertThatThrownBy(() -> require(paths))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is the first of [jar:file:")
                .hasMessageContaining("arrow-memory-core-19.0.0-tests.jar")
                .hasMessageContaining("Put the jar hakmem-arrow-memory-core on the class path, in front of it.");
    }

    @Test
    void require_arrowsPropertySet_tellsThat() {
        String property = DefaultAllocationManagerOption.ALLOCATION_MANAGER_TYPE_PROPERTY_NAME;
        System.setProperty(property, "Unsafe");
        try {
            assertThatThrownBy(() -> require(classPath()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(property)
                    .hasMessageContaining("asks for Unsafe")
                    .hasMessageContaining("Set neither.");
        } finally {
            System.clearProperty(property);
        }
    }

    @Test
    void require_oursUnderAnotherName_tellsWhatArrowWants(@TempDir Path folder) throws IOException {
        String name = "org/apache/arrow/memory/DefaultAllocationManagerFactory.class";
        Path copy = folder.resolve(name);
        Files.createDirectories(requireNonNull(copy.getParent()));
        Files.copy(Path.of(URI.create("file:" + OURS)).resolve(name), copy);
        List<URL> paths = classPath();
        paths.removeIf(path -> path.getPath().equals(OURS));
        paths.addFirst(folder.toUri().toURL());

        assertThatThrownBy(() -> require(paths))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("hakmem-arrow-memory-core there, under its own name");
    }

    private static void require(List<URL> paths) throws Throwable {
        try (URLClassLoader loader =
                new URLClassLoader(paths.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Class.forName(DefaultFactory.class.getName(), true, loader)
                    .getMethod("require")
                    .invoke(null);
        } catch (InvocationTargetException e) {
            throw requireNonNull(e.getCause());
        }
    }

    private static List<URL> classPath() {
        return new ArrayList<>(Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(ClassPathOrderTest::url)
                .toList());
    }

    private static URL url(String path) {
        try {
            return Path.of(path).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(path, e);
        }
    }
}
