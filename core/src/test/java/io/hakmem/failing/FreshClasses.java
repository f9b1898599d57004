package io.hakmem.failing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// Loads the classes of this project anew: nothing is initialised or linked yet. If wanted, those of the product have a
/// question to [Faults] before each call and each allocation: exactly where the JVM throws a `StackOverflowError` or an
/// `OutOfMemoryError`. The product knows nothing of it.
///
/// Static initialisers only tell that they run: a class whose initialiser fails is lost for good.
final class FreshClasses extends ClassLoader {
    private static final String PROJECT = "io.hakmem.";
    private static final ClassDesc FAULTS = ClassDesc.of("io.hakmem.failing.Faults");
    private static final MethodTypeDesc ENTER = MethodTypeDesc.of(ConstantDescs.CD_int);
    private static final MethodTypeDesc CALL =
            MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int, ConstantDescs.CD_int);
    private static final MethodTypeDesc ALLOCATION = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int);
    private static final MethodTypeDesc INITIALISATION =
            MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String);

    /// Where slow paths make sure of room on the stack.
    private static final String ROOM = "io/hakmem/pool/StackRoom.require";
    private static final String ROOM_FOR_STEPS = "io/hakmem/pool/StackRoom.requireForSteps";

    /// What of the JDK allocates nothing once it is linked. `ThreadLocal.set` follows a `get`, which made the entry;
    /// a lock does without what it cannot allocate, and the JDK itself is lost if it cannot wake a thread up.
    private static final List<String> FRUGAL = List.of(
            "java/lang/Integer.",
            "java/lang/Long.",
            "java/lang/Math.",
            "java/lang/Object.",
            "java/lang/Record.",
            "java/lang/Runnable.",
            "java/lang/Thread.",
            "java/lang/ThreadLocal.set",
            "java/lang/foreign/MemorySegment.get",
            "java/lang/foreign/MemorySegment.set",
            "java/lang/invoke/",
            "java/util/concurrent/atomic/",
            "java/util/concurrent/locks/ReentrantLock.",
            "java/util/function/");

    private static final ClassFile CLASS_FILE = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(
            ClassHierarchyResolver.ofResourceParsing(FreshClasses.class.getClassLoader())
                    .orElse(ClassHierarchyResolver.defaultResolver())));
    private static final Map<String, byte[]> AS_THEY_ARE = new ConcurrentHashMap<>();
    private static final Map<String, byte[]> INSTRUMENTED = new ConcurrentHashMap<>();
    private static final AtomicInteger SITES = new AtomicInteger();

    private final boolean instrumented;

    private FreshClasses(boolean instrumented) {
        super(FreshClasses.class.getClassLoader());
        this.instrumented = instrumented;
    }

    /// A new function of the class, by its constructor without parameters, as a new loader loads it.
    static Function<String, String> make(Class<? extends Function<String, String>> type, boolean instrumented) {
        try {
            Object made = new FreshClasses(instrumented)
                    .loadClass(type.getName())
                    .getDeclaredConstructor()
                    .newInstance();
            @SuppressWarnings("unchecked") // the same class, but for its loader
            Function<String, String> function = (Function<String, String>) made;
            return function;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no " + type, e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(PROJECT)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            byte[] bytes = (instrumented ? INSTRUMENTED : AS_THEY_ARE).computeIfAbsent(name, this::read);
            return defineClass(name, bytes, 0, bytes.length);
        }
    }

    private byte[] read(String name) {
        URL url = FreshClasses.class.getClassLoader().getResource(name.replace('.', '/') + ".class");
        if (url == null) {
            throw new IllegalArgumentException("There is no class " + name + ".");
        }
        try (InputStream stream = url.openStream()) {
            byte[] bytes = stream.readAllBytes();
            boolean test = url.getPath().contains("/test-classes/");
            return instrumented && !test ? instrumented(bytes) : bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] instrumented(byte[] bytes) {
        ClassModel type = CLASS_FILE.parse(bytes);
        return CLASS_FILE.transformClass(type, (builder, element) -> {
            if (element instanceof MethodModel method) {
                CodeTransform code = method.methodName().equalsString(ConstantDescs.CLASS_INIT_NAME)
                        ? new Initialisation(type.thisClass().asInternalName())
                        : new Questions();
                builder.transformMethod(method, MethodTransform.transformingCode(code));
            } else {
                builder.with(element);
            }
        });
    }

    /// The notice that a class is initialised.
    private record Initialisation(String type) implements CodeTransform {
        @Override
        public void atStart(CodeBuilder code) {
            code.loadConstant(type).invokestatic(FAULTS, "initialisation", INITIALISATION);
        }

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            code.with(element);
        }
    }

    /// The questions in the code of one method.
    private static final class Questions implements CodeTransform {
        private int depthSlot;

        @Override
        public void atStart(CodeBuilder code) {
            depthSlot = code.allocateLocal(TypeKind.INT);
            code.invokestatic(FAULTS, "enter", ENTER).istore(depthSlot);
        }

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            switch (element) {
                case NewObjectInstruction ignored -> allocation(code);
                case NewReferenceArrayInstruction ignored -> allocation(code);
                case NewPrimitiveArrayInstruction ignored -> allocation(code);
                case NewMultiArrayInstruction ignored -> allocation(code);
                case InvokeDynamicInstruction ignored -> allocation(code);
                case InvokeInstruction call -> call(code, call.owner().asInternalName() + "." + call.name());
                default -> {}
            }
            code.with(element);
        }

        private static void allocation(CodeBuilder code) {
            code.loadConstant(SITES.getAndIncrement()).invokestatic(FAULTS, "allocation", ALLOCATION);
        }

        private static String question(String callee) {
            return switch (callee) {
                case ROOM -> "room";
                case ROOM_FOR_STEPS -> "roomForSteps";
                default -> "call";
            };
        }

        private void call(CodeBuilder code, String callee) {
            code.iload(depthSlot).loadConstant(callee.hashCode()).invokestatic(FAULTS, question(callee), CALL);
            if (!callee.startsWith("io/hakmem/") && FRUGAL.stream().noneMatch(callee::startsWith)) {
                allocation(code);
            }
        }
    }
}
