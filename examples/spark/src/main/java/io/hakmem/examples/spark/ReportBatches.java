package io.hakmem.examples.spark;

import io.hakmem.Hakmem;
import io.hakmem.arrow.DefaultFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.Iterator;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ReadChannel;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.util.ArrowUtils;

/// Reads the Arrow batches of a partition back on the executor that wrote them, and reports on its allocator.
final class ReportBatches implements FlatMapFunction<Iterator<byte[]>, ExecutorReport> {
    private static final long serialVersionUID = 1;

    @Override
    public Iterator<ExecutorReport> call(Iterator<byte[]> batches) throws IOException {
        DefaultFactory.require();
        long rows = 0;
        long mostLiveBytes = 0;
        BufferAllocator root = ArrowUtils.rootAllocator();
        while (batches.hasNext()) {
            ReadChannel channel = new ReadChannel(Channels.newChannel(new ByteArrayInputStream(batches.next())));
            try (ArrowRecordBatch batch = MessageSerializer.deserializeRecordBatch(channel, root)) {
                rows += batch.getLength();
                mostLiveBytes =
                        Math.max(mostLiveBytes, Hakmem.shared().stats().memory().liveBytes());
            }
        }
        return List.of(ExecutorReport.of(rows, mostLiveBytes)).iterator();
    }
}
