package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A thread of [Rptest]. Owner: the thread, and the conductor when it has ended or waits.
final class RptestThread {
    private static final int FIRST_SIZE_STEP = 37;
    private static final int FIRST_SIZE_OFFSET = 2;

    private final RptestRun run;
    private final Rptest job;
    private final RptestTables tables;
    private final int index;

    /// Blocks by place, 0 for none.
    private final long[] places;

    /// What others have handed over, the last one on top. Written by all threads; only the owner takes, and takes all.
    private final AtomicReference<@Nullable RptestBatch> arrivals = new AtomicReference<>();

    /// Batches that are empty.
    private @Nullable RptestBatch empty;

    private int allocationPlace;
    private int freePlace;
    private int sizeIndex;
    private int receiver;
    private long allocations;
    private long frees;
    private long handedOverFrees;
    private long liveBytes;

    RptestThread(RptestRun run, Rptest job, RptestTables tables, int index) {
        this.run = run;
        this.job = job;
        this.tables = tables;
        this.index = index;
        this.places = new long[job.blocks()];
    }

    /// Does all loops of an iteration; the first thread that has done so ends the handing over.
    void loop(Allocator mine, int iteration) {
        sizeIndex = (index + 1) * (iteration + 1) * FIRST_SIZE_STEP % tables.sizes.length;
        for (int loop = 0; loop < job.loops(); loop++) {
            RptestBatch arrived = arrivals.getAndSet(null);
            freeSome(mine, tables.freeCounts[(iteration + loop) % tables.freeCounts.length]);
            freeBatches(mine, arrived);
            int count = tables.allocationCounts[(iteration + loop) % tables.allocationCounts.length];
            replaceSome(mine, count);
            if (job.handsOver(loop) && !run.isFirstDone(iteration)) {
                handOver(mine, count);
            }
        }
        run.done(iteration);
    }

    void freeArrivals(Allocator mine) {
        freeBatches(mine, arrivals.getAndSet(null));
    }

    void freeOwn(Allocator mine) {
        for (int place = 0; place < places.length; place++) {
            free(mine, place);
        }
    }

    /// Allocates a block of the next size.
    ///
    /// @param number of the block in its loop
    long allocateNext(Allocator mine, int number) {
        int bytes = tables.sizes[(sizeIndex + FIRST_SIZE_OFFSET) % tables.sizes.length];
        long address = RptestBlock.allocate(mine, bytes, sizeIndex + number);
        sizeIndex = (sizeIndex + 1) % tables.sizes.length;
        allocations++;
        liveBytes += bytes;
        return address;
    }

    long operations() {
        return allocations + frees;
    }

    long frees() {
        return frees;
    }

    long handedOverFrees() {
        return handedOverFrees;
    }

    /// Bytes that it allocated, less those that it freed, whoever allocated them.
    long liveBytes() {
        return liveBytes;
    }

    private void freeSome(Allocator mine, int count) {
        for (int done = 0; done < count; done++) {
            free(mine, freePlace);
            freePlace = (freePlace + tables.freeStep) % places.length;
        }
    }

    private void replaceSome(Allocator mine, int count) {
        for (int done = 0; done < count; done++) {
            free(mine, allocationPlace);
            places[allocationPlace] = allocateNext(mine, done);
            allocationPlace = (allocationPlace + tables.allocationStep) % places.length;
        }
    }

    private void free(Allocator mine, int place) {
        if (places[place] != 0) {
            liveBytes -= RptestBlock.free(mine, places[place]);
            places[place] = 0;
            frees++;
        }
    }

    private void handOver(Allocator mine, int count) {
        RptestBatch batch = empty;
        if (batch == null) {
            batch = new RptestBatch(job.operations());
        } else {
            empty = batch.next;
        }
        batch.fill(this, mine, count);
        allocations += batch.blocks() - count;
        liveBytes += batch.ownBytes();
        receiver = (receiver + 1) % job.threads();
        if (receiver == index) {
            receiver = (receiver + 1) % job.threads();
        }
        run.thread(receiver).arrive(batch);
    }

    private void arrive(RptestBatch batch) {
        RptestBatch top;
        do {
            top = arrivals.get();
            batch.next = top;
        } while (!arrivals.compareAndSet(top, batch));
    }

    private void freeBatches(Allocator mine, @Nullable RptestBatch top) {
        RptestBatch batch = top;
        while (batch != null) {
            liveBytes -= batch.free(mine);
            frees += batch.blocks();
            handedOverFrees += batch.blocks();
            RptestBatch below = batch.next;
            batch.next = empty;
            empty = batch;
            batch = below;
        }
    }
}
