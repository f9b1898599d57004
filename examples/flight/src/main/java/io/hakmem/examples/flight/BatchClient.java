package io.hakmem.examples.flight;

import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightGrpcUtils;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.memory.BufferAllocator;

/// A Flight client that compares what it gets, bit for bit.
final class BatchClient implements AutoCloseable {
    private final BufferAllocator root;
    private final FlightClient client;

    BatchClient(AllocatorKind kind, String host, int port) {
        this.root = kind.newRoot();
        this.client = FlightGrpcUtils.createFlightClient(
                root,
                NettyChannelBuilder.forAddress(host, port)
                        .usePlaintext()
                        .maxInboundMessageSize(Integer.MAX_VALUE)
                        .withOption(ChannelOption.ALLOCATOR, kind.netty())
                        .build());
    }

    /// Gets all batches of a request.
    ///
    /// @return bytes of their buffers
    /// @throws IllegalStateException when one differs from what it should be, or is missing
    long fetch(BatchRequest request) throws Exception {
        try (FlightStream stream = open(request)) {
            return check(request, stream);
        }
    }

    /// Asks for the batches without taking any of them.
    FlightStream open(BatchRequest request) {
        return client.getStream(request.ticket());
    }

    /// Takes all batches of a stream.
    ///
    /// @return bytes of their buffers
    /// @throws IllegalStateException when one differs from what it should be, or is missing
    static long check(BatchRequest request, FlightStream stream) {
        long bytes = 0;
        int batch = 0;
        while (stream.next()) {
            bytes += Batches.check(request, batch++, stream.getRoot());
        }
        if (batch != request.batches()) {
            throw new IllegalStateException(batch + " batches of " + request + " arrived.");
        }
        return bytes;
    }

    @Override
    public void close() throws InterruptedException {
        client.close();
        root.close();
    }
}
