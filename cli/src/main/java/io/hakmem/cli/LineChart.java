package io.hakmem.cli;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// Lines over two axes that begin at 0, as a self-contained SVG picture for light and dark pages.
///
/// @param title above the picture
/// @param horizontal name of the horizontal axis, with its unit
/// @param vertical unit of the vertical axis
/// @param lines at least one, with at least one point; beyond six the colours come again
record LineChart(String title, String horizontal, String vertical, List<Line> lines) {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 420;
    private static final int LEFT = 64;
    private static final int RIGHT = 16;
    private static final int TOP = 40;
    private static final int BOTTOM = 56;
    private static final int LEGEND_STEP = 18;
    private static final int LEGEND_WIDTH = 230;
    private static final int LEGEND_COLUMNS = 3;
    private static final int TICKS = 6;
    private static final int COLOURS = 6;

    /// Colours that are told apart on white and on black, also by most of those who see few colours.
    private static final String STYLE = """
        <style>
        svg { background: #ffffff; }
        text { font: 12px sans-serif; fill: #222222; }
        .title { font-size: 14px; font-weight: bold; }
        .grid { stroke: #dddddd; }
        .axis { stroke: #222222; }
        .line { fill: none; stroke-width: 2; stroke-linejoin: round; }
        .c0 { stroke: #0066bb; } .c1 { stroke: #c04a00; } .c2 { stroke: #12805c; }
        .c3 { stroke: #8e3b9e; } .c4 { stroke: #8a6d00; } .c5 { stroke: #555555; }
        @media (prefers-color-scheme: dark) {
          svg { background: #15181c; }
          text { fill: #e6e6e6; }
          .grid { stroke: #3a3f46; }
          .axis { stroke: #e6e6e6; }
          .c0 { stroke: #5bb0ff; } .c1 { stroke: #ff9a57; } .c2 { stroke: #4fd0a0; }
          .c3 { stroke: #d99be6; } .c4 { stroke: #e3c34d; } .c5 { stroke: #b0b0b0; }
        }
        </style>
        """;

    /// A line.
    ///
    /// @param name in the legend
    /// @param points from left to right
    record Line(String name, List<Point> points) {}

    /// A point.
    ///
    /// @param x on the horizontal axis, not negative
    /// @param y on the vertical axis; below 0 it is drawn at 0
    record Point(double x, double y) {}

    String svg() {
        StringBuilder svg = new StringBuilder();
        svg.append(format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n",
                WIDTH, HEIGHT + Math.ceilDiv(lines.size(), LEGEND_COLUMNS) * LEGEND_STEP, escaped(title)));
        svg.append(STYLE);
        text(svg, LEFT, TOP - 18, "start", "title", title);
        grid(svg);
        for (int index = 0; index < lines.size(); index++) {
            line(svg, index);
        }
        for (int index = 0; index < lines.size(); index++) {
            legend(svg, index);
        }
        return svg.append(format("</svg>%n")).toString();
    }

    /// Returns a round step that divides a length into at most as many parts as there are ticks.
    static double step(double length) {
        double step = Math.pow(10, Math.floor(Math.log10(length / TICKS)));
        for (double factor : new double[] {1, 2, 5}) {
            if (length / (step * factor) <= TICKS) {
                return step * factor;
            }
        }
        return step * 10;
    }

    private void grid(StringBuilder svg) {
        double stepX = step(most(Point::x));
        for (double x = 0; x <= endX(); x += stepX) {
            stroke(svg, "grid", screenX(x), TOP, screenX(x), HEIGHT - BOTTOM);
            text(svg, screenX(x), HEIGHT - BOTTOM + 18, "middle", "tick", number(x));
        }
        double stepY = step(most(Point::y));
        for (double y = 0; y <= endY(); y += stepY) {
            stroke(svg, "grid", LEFT, screenY(y), WIDTH - RIGHT, screenY(y));
            text(svg, LEFT - 8, screenY(y) + 4, "end", "tick", number(y));
        }
        stroke(svg, "axis", LEFT, TOP, LEFT, HEIGHT - BOTTOM);
        stroke(svg, "axis", LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM);
        text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - BOTTOM + 40, "middle", "name", horizontal);
        text(svg, LEFT - 8, TOP - 8, "end", "name", vertical);
    }

    private void line(StringBuilder svg, int index) {
        String points = lines.get(index).points().stream()
                .map(point -> format("%.1f,%.1f", screenX(point.x()), screenY(point.y())))
                .collect(Collectors.joining(" "));
        svg.append(format("<polyline class=\"line c%d\" points=\"%s\"/>%n", index % COLOURS, points));
    }

    /// Below the axes, where it hides no line.
    private void legend(StringBuilder svg, int index) {
        double x = LEFT + (index % LEGEND_COLUMNS) * LEGEND_WIDTH;
        double y = HEIGHT + (index / LEGEND_COLUMNS) * LEGEND_STEP;
        stroke(svg, "line c" + index % COLOURS, x, y, x + 24, y);
        text(svg, x + 32, y + 4, "start", "name", lines.get(index).name());
    }

    private double endX() {
        return rounded(most(Point::x));
    }

    private double endY() {
        return rounded(most(Point::y));
    }

    private static double rounded(double most) {
        double step = step(most);
        return Math.ceil(most / step - 1e-9) * step * (1 + 1e-9);
    }

    private double screenX(double x) {
        return LEFT + x / endX() * (WIDTH - LEFT - RIGHT);
    }

    private double screenY(double y) {
        return HEIGHT - BOTTOM - Math.max(0, y) / endY() * (HEIGHT - TOP - BOTTOM);
    }

    private double most(ToDoubleFunction<Point> coordinate) {
        return lines.stream()
                .flatMap(line -> line.points().stream())
                .mapToDouble(coordinate)
                .filter(value -> value > 0)
                .max()
                .orElse(1);
    }

    private static void stroke(StringBuilder svg, String style, double x1, double y1, double x2, double y2) {
        svg.append(format(
                "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n", style, x1, y1, x2, y2));
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String style, String text) {
        svg.append(format(
                "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
                style, x, y, anchor, escaped(text)));
    }

    private static String number(double value) {
        return value == Math.rint(value) ? format("%,.0f", value) : format("%s", Math.round(value * 1e3) / 1e3);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    @SuppressWarnings("AnnotateFormatMethod") // The annotation is of a library that nothing else needs.
    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
