package io.hakmem.arrow;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.DefaultAllocationManagerOption;
import org.apache.arrow.memory.DefaultAllocationManagerOption.AllocationManagerType;
import org.apache.arrow.memory.RootAllocator;

/// The allocation manager factory that Arrow gives to every root that is told no other.
///
/// Arrow looks for it on the class path once, by name. The jar `hakmem-arrow-memory-core` puts HAKMEM there; this tells
/// whether it did.
public final class DefaultFactory {
    /// In the order of Arrow's search: the first that is there wins, of several the first on the class path.
    private static final List<String> RESOURCES = List.of(
            "org/apache/arrow/memory/DefaultAllocationManagerFactory.class",
            "org/apache/arrow/memory/unsafe/DefaultAllocationManagerFactory.class",
            "org/apache/arrow/memory/netty/DefaultAllocationManagerFactory.class");

    private DefaultFactory() {}

    /// Returns normally when Arrow's default is HAKMEM: one line for the start of a program that counts on it.
    ///
    /// @throws IllegalStateException when it is another; the message tells which, from where, and what to do. Or when
    ///     Arrow cannot use native memory for want of a flag; the message names it
    @SuppressWarnings("ReferenceEquality") // whose it is, is the question
    public static void require() {
        ArrowFlags.require();
        try (RootAllocator root = new RootAllocator(0)) {
            if (root.getEmpty() != HakmemAllocationFactory.Empty.BUFFER) {
                throw new IllegalStateException("Arrow's buffers do not lie in HAKMEM: " + reason());
            }
        } catch (ExceptionInInitializerError e) {
            throw new IllegalStateException(
                    "Arrow does not start with any default of its class path, " + list()
                            + ". Have the jar hakmem-arrow-memory-core there, under its own name: Arrow takes a"
                            + " default only from a path that contains memory-core, memory-unsafe or memory-netty.",
                    e);
        }
    }

    private static String reason() {
        AllocationManagerType forced = DefaultAllocationManagerOption.getDefaultAllocationManagerType();
        if (forced != AllocationManagerType.Unknown) {
            return "the property " + DefaultAllocationManagerOption.ALLOCATION_MANAGER_TYPE_PROPERTY_NAME
                    + " or the variable "
                    + DefaultAllocationManagerOption.ALLOCATION_MANAGER_TYPE_ENV_NAME + " asks for " + forced
                    + ". Set neither.";
        }
        return "the default is the first of " + list()
                + ". Put the jar hakmem-arrow-memory-core on the class path, in front of it.";
    }

    private static String list() {
        return found().stream().map(URL::toString).collect(joining(", ", "[", "]"));
    }

    /// Every default factory that Arrow could take, in the order of its search.
    static List<URL> found() {
        ClassLoader loader = BufferAllocator.class.getClassLoader();
        List<URL> found = new ArrayList<>();
        for (String resource : RESOURCES) {
            try {
                found.addAll(Collections.list(
                        loader == null ? ClassLoader.getSystemResources(resource) : loader.getResources(resource)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found;
    }
}
