package io.hakmem.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/// Aligned text: the first column to the left, all others to the right.
final class Table {
    private static final String GAP = "  ";

    private final String indent;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String indent) {
        this.indent = indent;
    }

    void row(String... cells) {
        row(List.of(cells));
    }

    void row(List<String> cells) {
        rows.add(cells);
    }

    void print(PrintWriter out) {
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(indent);
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                String padding = " ".repeat(width(column) - cell.length());
                line.append(column == 0 ? cell + padding : GAP + padding + cell);
            }
            out.println(line.toString().stripTrailing());
        }
    }

    private int width(int column) {
        return rows.stream()
                .filter(row -> row.size() > column)
                .mapToInt(row -> row.get(column).length())
                .max()
                .orElse(0);
    }
}
