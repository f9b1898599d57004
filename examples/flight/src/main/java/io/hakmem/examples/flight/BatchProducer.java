package io.hakmem.examples.flight;

import java.time.Duration;
import org.apache.arrow.flight.BackpressureStrategy;
import org.apache.arrow.flight.BackpressureStrategy.WaitResult;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.NoOpFlightProducer;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

/// Makes the batches of a request and sends each as soon as the client takes it.
final class BatchProducer extends NoOpFlightProducer {
    private final BufferAllocator root;
    private final Duration patience;

    /// @param patience with a client that takes nothing
    BatchProducer(BufferAllocator root, Duration patience) {
        this.root = root;
        this.patience = patience;
    }

    /// On a thread of its own: gRPC's waits for this call before it tells that the client is ready again.
    @Override
    public void getStream(CallContext context, Ticket ticket, ServerStreamListener listener) {
        Thread.ofPlatform().daemon().name("batches").start(() -> send(ticket, listener));
    }

    private void send(Ticket ticket, ServerStreamListener listener) {
        BackpressureStrategy backpressure = new BackpressureStrategy.CallbackBackpressureStrategy();
        backpressure.register(listener);
        try (BufferAllocator allocator = root.newChildAllocator("request", 0, Long.MAX_VALUE);
                VectorSchemaRoot vectors = VectorSchemaRoot.create(Batches.SCHEMA, allocator)) {
            BatchRequest request = BatchRequest.of(ticket);
            listener.start(vectors);
            for (int batch = 0; batch < request.batches(); batch++) {
                if (backpressure.waitForListener(patience.toMillis()) != WaitResult.READY) {
                    throw CallStatus.CANCELLED
                            .withDescription("The client took nothing for " + patience.toMillis() + " ms, or went away.")
                            .toRuntimeException();
                }
                Batches.write(request, batch, vectors);
                listener.putNext();
            }
        } catch (IllegalArgumentException e) {
            listener.error(CallStatus.INVALID_ARGUMENT
                    .withDescription(String.valueOf(e.getMessage()))
                    .toRuntimeException());
            return;
        } catch (RuntimeException e) {
            listener.error(e);
            return;
        }
        listener.completed(); // nothing of this request is out by now
    }
}
