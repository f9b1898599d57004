package io.hakmem.bench.workload;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/// A ring of messages that many threads post to and one takes from.
///
/// There are never more messages under way than it has places, so a place that is posted to has been taken from.
final class MessageQueue {
    /// Producers wait when so many messages are under way.
    static final int MOST_UNDER_WAY = 4_096;

    static final int MOST_PER_BATCH = 16;

    /// Addresses, 0 for no message. Owner: who claimed the place; from the release of an address on, the one who takes.
    private final AtomicLongArray places;

    /// The next place to claim.
    private final AtomicLong claimed = new AtomicLong();

    /// Owner: the one who takes.
    private long taken;

    MessageQueue(int producers) {
        this.places = new AtomicLongArray(places(producers));
    }

    /// Returns a power of two: all producers may see one message too few, and then post a whole batch.
    static int places(int producers) {
        return Integer.highestOneBit(MOST_UNDER_WAY + producers * MOST_PER_BATCH) << 1;
    }

    /// Posts the first messages of a batch.
    void post(long[] batch, int count) {
        long place = claimed.getAndAdd(count);
        for (int index = 0; index < count; index++) {
            places.setRelease((int) (place + index) & (places.length() - 1), batch[index]);
        }
    }

    /// Takes up to a whole batch, and returns how many messages it found.
    int take(long[] batch) {
        int count = 0;
        while (count < batch.length) {
            int place = (int) taken & (places.length() - 1);
            long message = places.getAcquire(place);
            if (message == 0) {
                break;
            }
            places.setPlain(place, 0);
            batch[count++] = message;
            taken++;
        }
        return count;
    }
}
