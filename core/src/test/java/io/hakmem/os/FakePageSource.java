package io.hakmem.os;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/// Real memory of this machine from a source that can be told to refuse calls, and on which processor it runs. A
/// refused call never reaches the machine, so it changes nothing.
public final class FakePageSource implements PageSource, AutoCloseable {
    /// The calls that can be refused.
    public enum Call {
        MAP,
        ADVISE,
        UNMAP,
        PURGE
    }

    private static final int ASK_THE_MACHINE = -1;

    private final PageSource machine = PageSource.ofThisMachine();
    private final ConcurrentMap<Long, Long> mappings = new ConcurrentHashMap<>();
    private final Map<Call, Refusal> refusals = new EnumMap<>(Call.class);
    private final Map<Call, AtomicLong> calls = new EnumMap<>(Call.class);
    private volatile int processor = ASK_THE_MACHINE;
    private volatile Runnable duringPurge = () -> {};

    /// A range of calls, counted from the first one ever, and what they are refused with.
    private record Refusal(long fromCall, long toCall, int errno) {}

    public FakePageSource() {
        for (Call call : Call.values()) {
            calls.put(call, new AtomicLong());
        }
    }

    /// Lets `afterCalls` more calls of the kind pass and refuses all that follow, until [#allowAll].
    public void refuse(Call call, int afterCalls, int errno) {
        refuseRange(call, afterCalls, Long.MAX_VALUE, errno);
    }

    /// Lets `afterCalls` more calls of the kind pass and refuses the next `count` of them.
    public void refuse(Call call, int afterCalls, int count, int errno) {
        refuseRange(call, afterCalls, count, errno);
    }

    private synchronized void refuseRange(Call call, int afterCalls, long count, int errno) {
        long from = calls(call) + afterCalls;
        long to = count > Long.MAX_VALUE - from ? Long.MAX_VALUE : from + count;
        refusals.put(call, new Refusal(from, to, errno));
    }

    /// Refuses nothing any more.
    public synchronized void allowAll() {
        refusals.clear();
    }

    /// Has every purge run this first, in the purging thread.
    public void duringPurge(Runnable action) {
        duringPurge = action;
    }

    /// Number of the processor that every caller is told.
    public void processor(int number) {
        processor = number;
    }

    /// Calls of the kind so far, refused or not.
    public long calls(Call call) {
        AtomicLong count = calls.get(call);
        return count == null ? 0 : count.get();
    }

    /// Mappings that were made and not removed.
    public int mappings() {
        return mappings.size();
    }

    private synchronized void enter(Call call, String text) {
        AtomicLong count = calls.get(call);
        long number = count == null ? 0 : count.getAndIncrement();
        Refusal refusal = refusals.get(call);
        if (refusal != null && number >= refusal.fromCall && number < refusal.toCall) {
            throw new PageSourceException(text, refusal.errno);
        }
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public int pageBytes() {
        return machine.pageBytes();
    }

    @Override
    public long physicalBytes() {
        return machine.physicalBytes();
    }

    @Override
    public long largestReservationBytes() {
        return machine.largestReservationBytes();
    }

    @Override
    public long map(long bytes) {
        enter(Call.MAP, "map of " + bytes + " bytes");
        long address = machine.map(bytes);
        mappings.put(address, bytes);
        return address;
    }

    @Override
    public void adviseReservation(long address, long bytes, HugePages hugePages) {
        enter(Call.ADVISE, "advice for " + bytes + " bytes");
        machine.adviseReservation(address, bytes, hugePages);
    }

    @Override
    public void unmap(long address, long bytes) {
        enter(Call.UNMAP, "unmap of " + bytes + " bytes");
        machine.unmap(address, bytes);
        mappings.remove(address);
    }

    @Override
    public void purge(long address, long bytes) {
        duringPurge.run();
        enter(Call.PURGE, "purge of " + bytes + " bytes");
        machine.purge(address, bytes);
    }

    @Override
    public int currentProcessor() {
        int number = processor;
        return number == ASK_THE_MACHINE ? machine.currentProcessor() : number;
    }

    /// Unmaps everything that is still mapped, whatever is being refused.
    @Override
    public void close() {
        mappings.forEach(machine::unmap);
        mappings.clear();
    }
}
