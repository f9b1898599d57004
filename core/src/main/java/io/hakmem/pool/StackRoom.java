package io.hakmem.pool;

import static java.lang.constant.ConstantDescs.CD_int;

import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/// Room on the stack of the calling thread: a slow path makes sure of it before it takes anything, so that a stack that
/// ends, ends there, and never between two steps that belong together.
///
/// A JVM checks that the frame of a method fits before it enters the method, and a compiled one still checks for the
/// frame that the interpreter would need. So a method with a large frame that does nothing is all it takes, at the
/// price of touching a few words. No readable source has a thousand local variables: the method is made here.
public final class StackRoom {
    /// What the slow paths need is measured by the tests; this is twice as much. A thread pays for each page of it that
    /// it never touches otherwise.
    private static final int BYTES = 6 << 10;

    private static final int BYTES_FOR_STEPS = 32 << 10;

    private static final MethodHandle FRAME = methodWithFrame(BYTES / Long.BYTES);
    private static final MethodHandle FRAME_FOR_STEPS = methodWithFrame(BYTES_FOR_STEPS / Long.BYTES);

    /// Always 0, which compilers must not know.
    @SuppressWarnings("FieldMayBeFinal")
    private static int more;

    private StackRoom() {}

    /// Makes sure of the room for a slow path.
    ///
    /// @throws StackOverflowError when there is less
    public static void require() {
        enter(FRAME);
    }

    /// Makes sure of the room for several steps, each of which makes sure of its own: they all succeed then.
    ///
    /// @throws StackOverflowError when there is less
    public static void requireForSteps() {
        enter(FRAME_FOR_STEPS);
    }

    private static void enter(MethodHandle frame) {
        try {
            int ignored = (int) frame.invokeExact(more);
        } catch (StackOverflowError e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /// `static int require(int more) { int last = 0; return more == 0 ? 0 : require(more - 1); }`, but `last` is the
    /// variable of that number. The call is where compilers keep the frame in mind.
    private static MethodHandle methodWithFrame(int variables) {
        ClassDesc type = ClassDesc.of(StackRoom.class.getPackageName(), "LargeFrame");
        MethodTypeDesc intToInt = MethodTypeDesc.of(CD_int, CD_int);
        byte[] bytes = ClassFile.of()
                .build(
                        type,
                        builder -> builder.withMethodBody(
                                "require",
                                intToInt,
                                ClassFile.ACC_STATIC,
                                code -> code.iconst_0()
                                        .istore(variables - 1)
                                        .iload(0)
                                        .ifThen(more -> more.iload(0)
                                                .iconst_1()
                                                .isub()
                                                .invokestatic(type, "require", intToInt)
                                                .ireturn())
                                        .iconst_0()
                                        .ireturn()));
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup().defineHiddenClass(bytes, true);
            return lookup.findStatic(lookup.lookupClass(), "require", MethodType.methodType(int.class, int.class));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the method with a large frame is missing", e);
        }
    }
}
