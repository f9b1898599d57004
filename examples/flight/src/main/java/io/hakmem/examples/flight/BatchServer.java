package io.hakmem.examples.flight;

import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.arrow.flight.FlightServer;
import org.apache.arrow.flight.Location;
import org.apache.arrow.memory.BufferAllocator;

/// A Flight server of batches, until it is closed.
final class BatchServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final BufferAllocator root;
    private final FlightServer server;

    /// @param port 0 for any free one
    BatchServer(AllocatorKind kind, String host, int port) throws IOException {
        this(kind, host, port, PATIENCE);
    }

    /// @param patience with a client that takes nothing
    BatchServer(AllocatorKind kind, String host, int port, Duration patience) throws IOException {
        this.root = kind.newRoot();
        Consumer<NettyServerBuilder> channels = builder -> builder.withChildOption(ChannelOption.ALLOCATOR, kind.netty());
        this.server = FlightServer.builder(root, Location.forGrpcInsecure(host, port), new BatchProducer(root, patience))
                .transportHint("grpc.builderConsumer", channels)
                .build()
                .start();
    }

    int port() {
        return server.getPort();
    }

    void awaitTermination() throws InterruptedException {
        server.awaitTermination();
    }

    @Override
    public void close() throws InterruptedException {
        server.close();
        root.close();
    }
}
