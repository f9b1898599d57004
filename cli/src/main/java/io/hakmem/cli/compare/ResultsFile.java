package io.hakmem.cli.compare;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hakmem.bench.workload.InvalidArgument;
import java.io.FileWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Results as they come: a line of JSON for the header, then one for each run. What is written is safe from whatever
/// ends the process later.
public final class ResultsFile implements AutoCloseable {
    private static final String NAME = "results.jsonl";
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Writer writer;

    private ResultsFile(Writer writer) {
        this.writer = writer;
    }

    /// Begins a file; one that is there is written anew.
    ///
    /// An interrupt of the writing thread does not close it, as it would a channel.
    public static ResultsFile begin(Path folder, Header header) throws IOException {
        Writer writer = new FileWriter(folder.resolve(NAME).toFile(), StandardCharsets.UTF_8);
        ResultsFile file = new ResultsFile(writer);
        file.line(header);
        return file;
    }

    void add(Result result) throws IOException {
        line(result);
    }

    /// Reads what is there; a last line that is torn is passed over.
    ///
    /// @throws InvalidArgument when the folder holds no results
    public static Results read(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            throw new InvalidArgument("DIR must be a folder with the results of a comparison, but '" + folder
                    + "' has no file " + NAME + ".");
        }
        List<String> lines = Files.readAllLines(file);
        try {
            Header header = MAPPER.readValue(lines.isEmpty() ? "" : lines.getFirst(), Header.class);
            List<Result> results = new ArrayList<>();
            for (String line : lines.subList(1, lines.size())) {
                if (line.endsWith("}")) {
                    results.add(MAPPER.readValue(line, Result.class));
                }
            }
            return new Results(header, results);
        } catch (IOException unreadable) {
            throw new InvalidArgument("DIR must be a folder with the results of a comparison, but in '" + file
                    + "' a line is no result: " + firstLine(unreadable) + ".");
        }
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }

    private void line(Object value) throws IOException {
        writer.write(MAPPER.writeValueAsString(value) + "\n");
        writer.flush();
    }

    private static String firstLine(IOException failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }
}
