package io.hakmem.examples.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakmem.Hakmem;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlightTest {
    private static final BatchRequest REQUEST = new BatchRequest(42, 30, 5_000);

    /// More than gRPC keeps for a client that does not read.
    private static final BatchRequest LONG_REQUEST = new BatchRequest(42, 100, 65_536);

    @ParameterizedTest
    @EnumSource
    void fetch_mixedBatches_areEqualBitForBit(AllocatorKind kind) throws Exception {
        long liveBefore = liveBytes();
        try (BatchServer server = new BatchServer(kind, "localhost", 0);
                BatchClient client = new BatchClient(kind, "localhost", server.port())) {
            assertThat(client.fetch(REQUEST)).isGreaterThan(30 * 50);
        }
        assertThat(liveBytes()).isEqualTo(liveBefore);
    }

    @Test
    void fetch_fromHakmem_allocatesThere() throws Exception {
        long freesBefore = frees();
        try (BatchServer server = new BatchServer(AllocatorKind.HAKMEM, "localhost", 0);
                BatchClient client = new BatchClient(AllocatorKind.HAKMEM, "localhost", server.port())) {
            client.fetch(REQUEST);
        }
        assertThat(frees() - freesBefore).isGreaterThan(100);
    }

    @Test
    void fetch_clientPausesBeforeIt_makesTheServerWait() throws Exception {
        long liveBefore = liveBytes();
        try (BatchServer server = new BatchServer(AllocatorKind.HAKMEM, "localhost", 0);
                BatchClient client = new BatchClient(AllocatorKind.HAKMEM, "localhost", server.port());
                FlightStream stream = client.open(LONG_REQUEST)) {
            Thread.sleep(1_000);
            long waiting = liveBytes() - liveBefore;

            assertThat(waiting).isPositive();
            assertThat(BatchClient.check(LONG_REQUEST, stream)).isGreaterThan(4 * waiting);
        }
        assertThat(liveBytes()).isEqualTo(liveBefore);
    }

    @Test
    void fetch_clientTakesNothingForTooLong_isCancelledAndLeavesNothing() throws Exception {
        long liveBefore = liveBytes();
        try (BatchServer server = new BatchServer(AllocatorKind.HAKMEM, "localhost", 0, Duration.ofMillis(200));
                BatchClient client = new BatchClient(AllocatorKind.HAKMEM, "localhost", server.port());
                FlightStream stream = client.open(LONG_REQUEST)) {
            Thread.sleep(1_000);

            assertThatThrownBy(() -> BatchClient.check(LONG_REQUEST, stream))
                    .isInstanceOf(FlightRuntimeException.class)
                    .hasMessageContaining("took nothing for 200 ms");
        }
        assertThat(liveBytes()).isEqualTo(liveBefore);
    }

    @Test
    void check_oneBitWrong_isFound() {
        try (BufferAllocator root = AllocatorKind.HAKMEM.newRoot();
                VectorSchemaRoot vectors = VectorSchemaRoot.create(Batches.SCHEMA, root)) {
            int batch = 3;
            Batches.write(REQUEST, batch, vectors);
            Batches.check(REQUEST, batch, vectors);
            BigIntVector numbers = (BigIntVector) vectors.getVector(0);
            int row = 0;
            while (numbers.isNull(row)) {
                row++;
            }
            numbers.set(row, numbers.get(row) ^ 1L << 40);

            assertThatThrownBy(() -> Batches.check(REQUEST, batch, vectors))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("of batch 3");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "42", "1/2/x", "1/0/5", "1/5/9999999"})
    void ticket_thatIsNoRequest_isRefusedWithWhatIsExpected(String text) {
        assertThatThrownBy(() -> BatchRequest.of(new Ticket(text.getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected is");
    }

    @Test
    void fetch_noServer_isFlightsException() throws Exception {
        try (BatchClient client = new BatchClient(AllocatorKind.HAKMEM, "localhost", 1)) {
            assertThatThrownBy(() -> client.fetch(REQUEST)).isInstanceOf(FlightRuntimeException.class);
        }
    }

    @Test
    void trace_risingLine_hasItsSlopeAndPeak() {
        Trace trace = new Trace();
        for (int second = 0; second < 10; second++) {
            trace.add(second, second < 5 ? 1_000_000 : 1000 + 10 * second);
        }
        assertThat(trace.slopeBytesPerSecond()).isEqualTo(10);
        assertThat(trace.peakBytes()).isEqualTo(1_000_000);
    }

    @Test
    void turns_oneRound_hasARateOfEachAndLeavesNothing() throws Exception {
        long liveBefore = liveBytes();
        Map<AllocatorKind, List<Turns.Turn>> turns =
                new Turns(1, 0, 1, 2, 1_000, 42).run(new PrintStream(OutputStream.nullOutputStream()));

        assertThat(turns).containsOnlyKeys(AllocatorKind.values());
        assertThat(turns.values()).allSatisfy(own -> assertThat(own).singleElement().satisfies(turn -> {
            assertThat(turn.mibPerSecond()).isPositive();
            assertThat(turn.cpuMillisPerMib()).isPositive();
        }));
        assertThat(Turns.table(turns)).contains("| 1.000 (1.000–1.000) | 1.000 (1.000–1.000) |");
        assertThat(liveBytes()).isEqualTo(liveBefore);
    }

    @Test
    void turns_quantile_liesBetweenTheNearest() {
        assertThat(Turns.quantile(List.of(4.0, 1.0, 2.0, 3.0), 0.5)).isEqualTo(2.5);
        assertThat(Turns.quantile(List.of(4.0, 1.0, 2.0, 3.0), 0.25)).isEqualTo(1.75);
    }

    @Test
    void turns_withoutRounds_areRefused() {
        assertThatThrownBy(() -> new Turns(0, 1, 5, 4, 1_000, 42))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 rounds");
    }

    private static long liveBytes() {
        return Hakmem.shared().stats().memory().liveBytes();
    }

    private static long frees() {
        return Hakmem.shared().stats().frees().local()
                + Hakmem.shared().stats().frees().remote();
    }
}
