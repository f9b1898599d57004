package io.hakmem.examples.flight;

import io.hakmem.Hakmem;
import io.hakmem.arrow.HakmemArrow;
import io.hakmem.netty.HakmemByteBufAllocator;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.function.Supplier;
import org.apache.arrow.memory.AllocationManager;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/// Where Arrow's buffers and Netty's lie.
enum AllocatorKind {
    HAKMEM("hakmem") {
        @Override
        BufferAllocator newRoot() {
            return HakmemArrow.newRoot(Hakmem.shared());
        }

        // Over the same Hakmem: one budget for both.
        @Override
        ByteBufAllocator netty() {
            return HakmemByteBufAllocator.shared();
        }
    },
    ARROW_NETTY("arrow-netty") {
        @Override
        BufferAllocator newRoot() {
            return rootOver(() -> org.apache.arrow.memory.netty.DefaultAllocationManagerFactory.FACTORY);
        }
    },
    ARROW_UNSAFE("arrow-unsafe") {
        @Override
        BufferAllocator newRoot() {
            return rootOver(() -> org.apache.arrow.memory.unsafe.DefaultAllocationManagerFactory.FACTORY);
        }
    };

    private final String label;

    AllocatorKind(String label) {
        this.label = label;
    }

    /// A root of Arrow's allocators without a limit of its own.
    abstract BufferAllocator newRoot();

    /// Of the channels; gRPC would make a pool of its own otherwise.
    ByteBufAllocator netty() {
        return PooledByteBufAllocator.DEFAULT;
    }

    /// @param factory asked after the builder: Arrow's own factories need BaseAllocator initialised before them
    private static BufferAllocator rootOver(Supplier<AllocationManager.Factory> factory) {
        return new RootAllocator(RootAllocator.configBuilder()
                .allocationManagerFactory(factory.get())
                .build());
    }

    @Override
    public String toString() {
        return label;
    }
}
