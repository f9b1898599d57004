package io.hakmem.cli;

import io.hakmem.bench.allocator.AllocatorKind;
import io.hakmem.bench.measure.Run;
import io.hakmem.bench.measure.RunMode;
import io.hakmem.bench.workload.InvalidArgument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An allocator that Java calls, measured in a fresh JVM.
///
/// @param kind how it is called
/// @param jar of `hakmem-core` that stands for this build's, if one does
record JavaPeer(AllocatorKind kind, @Nullable Path jar) implements Peer {
    /// Begin of the names of HAKMEM in another jar.
    static final String OF_JAR = "hakmem@";

    JavaPeer(AllocatorKind kind) {
        this(kind, null);
    }

    static Optional<Peer> labelled(String label) {
        if (label.startsWith(OF_JAR)) {
            return Optional.of(ofJar(Path.of(label.substring(OF_JAR.length()))));
        }
        return AllocatorKind.labelled(label).map(JavaPeer::new);
    }

    static JavaPeer ofJar(Path jar) {
        if (!Files.isRegularFile(jar)) {
            throw new InvalidArgument("--allocator " + OF_JAR
                    + "JAR must name a jar of hakmem-core, but there is no file '" + jar + "'.");
        }
        return new JavaPeer(AllocatorKind.HAKMEM, jar.toAbsolutePath());
    }

    @Override
    public String label() {
        return jar == null ? kind.label() : OF_JAR + jar;
    }

    @Override
    public Optional<String> whatIsMissing(Job job) {
        if (job.mode() == RunMode.CHECK && kind == AllocatorKind.NULL) {
            return Optional.of("null has no contents to be checked");
        }
        return kind.whatIsMissing();
    }

    @Override
    public Run run(Job job, ProgressLine progress) throws InterruptedException {
        return new ChildJvm(jvmArguments(job), jar, progress).run(this, job);
    }

    /// What the workload and the allocator need, then what the user gave, which wins; of the size of the heap, which is
    /// two arguments, theirs are all. A check needs memory for each block's address, some allocators for its objects.
    List<String> jvmArguments(Job job) {
        boolean heapIsOpen = kind.keepsObjects()
                || job.mode() == RunMode.CHECK
                || job.jvmArguments().stream().anyMatch(JavaPeer::isOfHeap);
        List<String> arguments = new ArrayList<>(job.workload().jvmArguments().stream()
                .filter(argument -> !heapIsOpen || !isOfHeap(argument))
                .toList());
        Stream.of(kind.jvmArguments(), job.mode().jvmArguments(), job.jvmArguments())
                .forEach(arguments::addAll);
        return arguments;
    }

    private static boolean isOfHeap(String argument) {
        return argument.startsWith("-Xm");
    }
}
