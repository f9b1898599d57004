package io.hakmem.bits;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A program that lets a second and a third act on a bitmap happen at every step of a first one, and prints each order
/// after which a set bit is not found by way of the summaries. It needs a JVM with the property `hakmem.simulation`.
final class NestedBitmapActs implements Stepper {
    private static final int MOST_STEPS = 40;

    /// The bits of the states and acts: two words of one chunk, and another chunk.
    private static final int[] BITS = {0, 64, 65, 4096};

    /// What a thread can do to a bit.
    private enum Kind {
        SET,
        CLEAR,
        TAKE
    }

    private record Act(Kind kind, int bit) {
        void on(AtomicBitmap bitmap) {
            switch (kind) {
                case SET -> bitmap.set(bit);
                case CLEAR -> bitmap.clear(bit);
                case TAKE -> bitmap.takeNext(bit);
            }
        }
    }

    private final AtomicBitmap bitmap = new AtomicBitmap(2 * 4096);
    private final Act second;
    private final int secondAt;
    private final Act third;
    private final int thirdAt;
    private boolean stepping;
    private boolean inThird;
    private int step;

    private NestedBitmapActs(Act second, int secondAt, Act third, int thirdAt) {
        this.second = second;
        this.secondAt = secondAt;
        this.third = third;
        this.thirdAt = thirdAt;
    }

    /// Runs the program in a JVM of its own and returns the lines that it printed.
    static List<String> inAnotherVirtualMachine() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dhakmem.simulation=true",
                        "-cp",
                        rootOf(AtomicBitmap.class) + File.pathSeparator + rootOf(NestedBitmapActs.class),
                        NestedBitmapActs.class.getName())
                .redirectErrorStream(true)
                .start();
        try (var output = process.inputReader(StandardCharsets.UTF_8)) {
            List<String> lines = new ArrayList<>(output.lines().toList());
            lines.add("exit " + process.waitFor());
            return lines;
        }
    }

    private static Path rootOf(Class<?> type) {
        URL url = type.getResource(type.getSimpleName() + ".class");
        if (url == null) {
            throw new AssertionError("no class file of " + type);
        }
        try {
            return Path.of(url.toURI()).resolve("../../../..").normalize();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    public static void main(String[] arguments) {
        if (!Stepper.ON) {
            throw new IllegalStateException("hakmem.simulation is off");
        }
        List<Act> acts = new ArrayList<>();
        for (int bit : BITS) {
            acts.add(new Act(Kind.SET, bit));
            acts.add(new Act(Kind.CLEAR, bit));
        }
        acts.add(new Act(Kind.TAKE, 0));
        int orders = 0;
        for (int state = 0; state < 1 << BITS.length; state++) {
            for (Act first : acts) {
                for (Act second : acts) {
                    for (Act third : acts) {
                        orders += everyOrder(state, first, second, third);
                    }
                }
            }
        }
        System.out.println(orders > 100_000 ? "many orders" : orders + " orders");
    }

    private static int everyOrder(int state, Act first, Act second, Act third) {
        int orders = 0;
        for (int secondAt = 0; secondAt < MOST_STEPS; secondAt++) {
            for (int thirdAt = secondAt; thirdAt < MOST_STEPS; thirdAt++) {
                var nested = new NestedBitmapActs(second, secondAt, third, thirdAt);
                if (!nested.play(state, first)) {
                    System.out.println("state " + state + ": " + first + ", at step " + secondAt + " " + second
                            + ", at step " + thirdAt + " " + third);
                }
                orders++;
                if (nested.step <= thirdAt) {
                    break;
                }
            }
        }
        return orders;
    }

    private boolean play(int state, Act first) {
        Stepper.install(this);
        for (int i = 0; i < BITS.length; i++) {
            if ((state >>> i & 1) != 0) {
                bitmap.set(BITS[i]);
            }
        }
        stepping = true;
        first.on(bitmap);
        stepping = false;
        return bitmap.isValid();
    }

    private void step() {
        if (!stepping || inThird) {
            return;
        }
        int now = step++;
        if (now == secondAt) {
            second.on(bitmap);
        }
        if (now == thirdAt) {
            inThird = true;
            third.on(bitmap);
            inThird = false;
        }
    }

    @Override
    public long load(long[] words, int index, Order order) {
        step();
        return words[index];
    }

    @Override
    public void store(long[] words, int index, long value, Order order) {
        step();
        words[index] = value;
    }

    @Override
    public @Nullable Object load(@Nullable Object[] references, int index, Order order) {
        step();
        return references[index];
    }

    @Override
    public void store(@Nullable Object[] references, int index, @Nullable Object value, Order order) {
        step();
        references[index] = value;
    }

    @Override
    public void beforeAtomic(Object array, int index) {
        step();
    }
}
