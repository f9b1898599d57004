package io.hakmem.os;

import java.util.concurrent.atomic.AtomicLong;

/// Counts the calls that pass through to another source.
public final class CountingPageSource implements PageSource {
    private final PageSource source;
    private final AtomicLong maps = new AtomicLong();
    private final AtomicLong unmaps = new AtomicLong();
    private final AtomicLong purges = new AtomicLong();

    /// @param source may count, too: then its mappings are told as well, which this one uses
    public CountingPageSource(PageSource source) {
        this.source = source;
    }

    /// Calls of [#map] that succeeded.
    public long maps() {
        return maps.get() + (source instanceof CountingPageSource shared ? shared.maps() : 0);
    }

    /// Calls of [#unmap] that succeeded.
    public long unmaps() {
        return unmaps.get();
    }

    /// Calls of both `purge` that succeeded.
    public long purges() {
        return purges.get();
    }

    @Override
    public String name() {
        return source.name();
    }

    @Override
    public int pageBytes() {
        return source.pageBytes();
    }

    @Override
    public long physicalBytes() {
        return source.physicalBytes();
    }

    @Override
    public long largestReservationBytes() {
        return source.largestReservationBytes();
    }

    @Override
    public long map(long bytes) {
        long address = source.map(bytes);
        maps.incrementAndGet();
        return address;
    }

    @Override
    public void adviseReservation(long address, long bytes, HugePages hugePages) {
        source.adviseReservation(address, bytes, hugePages);
    }

    @Override
    public void unmap(long address, long bytes) {
        source.unmap(address, bytes);
        unmaps.incrementAndGet();
    }

    @Override
    public void purge(long address, long bytes) {
        source.purge(address, bytes);
        purges.incrementAndGet();
    }

    @Override
    public void purge(long[] addresses, long[] lengths, int count) {
        source.purge(addresses, lengths, count);
        purges.incrementAndGet();
    }

    @Override
    public boolean guard(long address, long bytes) {
        return source.guard(address, bytes);
    }

    @Override
    public void unguard(long address, long bytes) {
        source.unguard(address, bytes);
    }

    @Override
    public void zero(long address, long bytes) {
        source.zero(address, bytes);
    }

    @Override
    public int currentProcessor() {
        return source.currentProcessor();
    }
}
