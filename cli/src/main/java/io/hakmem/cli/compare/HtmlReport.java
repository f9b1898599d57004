package io.hakmem.cli.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/// The report as one page that needs nothing else: style, scripts and data are in it.
public final class HtmlReport {
    private static final String NAME = "report.html";
    private static final JsonMapper MAPPER = new JsonMapper();

    private HtmlReport() {}

    /// Writes the page.
    ///
    /// @return its file
    public static Path write(Path folder, ReportData data) throws IOException {
        Path file = folder.resolve(NAME);
        Files.writeString(file, page(data), StandardCharsets.UTF_8);
        return file;
    }

    static String page(ReportData data) {
        return resource("report.html")
                .replace("/*STYLE*/", resource("report.css"))
                .replace("/*DATA*/", json(data))
                .replace("/*CHART*/", withoutMap(resource("chart.umd.min.js")))
                .replace("/*DRAWING*/", resource("charts.js"))
                .replace("/*SCRIPT*/", resource("report.js"));
    }

    /// Within a script, nothing may look like the end of it, or like the begin of a comment.
    private static String json(ReportData data) {
        try {
            return MAPPER.writeValueAsString(data).replace("<", "\\u003c");
        } catch (JsonProcessingException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /// The library's source map is not there, so nobody shall ask for it.
    private static String withoutMap(String script) {
        return script.lines()
                .filter(line -> !line.startsWith("//# sourceMappingURL"))
                .collect(Collectors.joining("\n"));
    }

    private static String resource(String name) {
        try (InputStream stream = HtmlReport.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("The build has no resource " + name + ".");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
