package io.hakmem.cli.compare;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakmem.bench.measure.Machine;
import io.hakmem.bench.measure.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/// Made-up results for tests.
final class Comparisons {
    static final String ID = "larson 1 8 1000 5000 100 4141 2";
    private static final JsonMapper MAPPER = new JsonMapper();

    private Comparisons() {}

    static Header header(int rounds, List<String> peers, Header.Gap... gaps) {
        return new Header(
                Header.SCHEMA,
                "2026-01-01 00:00:00 Z",
                new Machine(2, "a </script><b> processor", 1L << 30, "Linux", "25", "1"),
                "quick",
                rounds,
                0,
                0.5,
                List.of(),
                null,
                List.of(new Header.Line(ID, "larson", Map.of("SECONDS", "1"), false)),
                peers,
                List.of(gaps));
    }

    static Result result(int round, String peer, double rate) {
        return new Result(ID, "", round, peer, false, run(peer, rate, "{}"), null, 0);
    }

    /// Makes a run that lost a fifth of the processors.
    static Result disturbed(int round, String peer) {
        return new Result(ID, "", round, peer, false, run(peer, 1, "{}"), null, 0.2);
    }

    static Result failure(int round, String peer, String why) {
        return new Result(ID, "", round, peer, false, null, why, 0);
    }

    /// Makes a run that knows a rate and what the JSON of its memory says.
    static Run run(String peer, double rate, String memory) {
        try {
            ObjectNode run = MAPPER.createObjectNode()
                    .put("allocator", peer)
                    .put("threads", "platform")
                    .put("operationsPerSecond", rate);
            for (String part : List.of("mapping", "osCalls", "workloadFigures")) {
                run.putObject(part);
            }
            for (String list : List.of("looks", "notes", "samples")) {
                run.putArray(list);
            }
            run.set("memory", MAPPER.readTree(memory));
            return MAPPER.treeToValue(run, Run.class);
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }
}
