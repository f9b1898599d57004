package io.hakmem.heap;

import java.util.ArrayList;
import java.util.List;

/// All heaps that a virtual thread on one processor would try, taken, so that it has to do without.
public final class TakenProcessorHeaps implements AutoCloseable {
    private final List<Heap> taken = new ArrayList<>();

    public TakenProcessorHeaps(Heaps heaps) {
        for (Heap heap = heaps.enterProcessorHeap(); heap != null; heap = heaps.enterProcessorHeap()) {
            taken.add(heap);
        }
    }

    /// Number of heaps that were free.
    public int count() {
        return taken.size();
    }

    @Override
    public void close() {
        taken.forEach(Heap::leave);
    }
}
