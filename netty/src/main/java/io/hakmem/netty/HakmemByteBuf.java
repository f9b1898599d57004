package io.hakmem.netty;

import static io.hakmem.netty.DirectMemory.ALL;
import static io.hakmem.netty.DirectMemory.INT;
import static io.hakmem.netty.DirectMemory.INT_LE;
import static io.hakmem.netty.DirectMemory.LONG;
import static io.hakmem.netty.DirectMemory.LONG_LE;
import static io.hakmem.netty.DirectMemory.SHORT;
import static io.hakmem.netty.DirectMemory.SHORT_LE;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.netty.buffer.AbstractReferenceCountedByteBuf;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.IllegalReferenceCountException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ScatteringByteChannel;
import org.jspecify.annotations.Nullable;

/// A direct buffer over one block of HAKMEM. The object has many lives: [#begin] gives it a block, the last release
/// takes it away.
///
/// It keeps the address of its last block when it is released. Pages stay mapped for ever, so an access that races with
/// the release reads garbage, and does not end the JVM.
final class HakmemByteBuf extends AbstractReferenceCountedByteBuf {
    private static final int COPY_BYTES = 8 << 10;

    private final HakmemByteBufAllocator allocator;

    /// Where the object was kept last, or would have been.
    private @Nullable ThreadCache cache;

    /// Of the block.
    private long address;

    /// Bytes that were asked for, at last. 0 after the release, so that no index is right even where Netty's check of
    /// the reference count is turned off.
    private int capacity;

    private @Nullable View view;

    /// Of this life, when the leak detector watches it.
    private Watched.@Nullable Birth birth;

    /// A block as the JDK's channels want it; made when it is first asked for. It outlives the block, since the next
    /// block is often the same.
    private record View(long address, int bytes, ByteBuffer buffer) {}

    /// @param cache of the calling thread; `null` when it has none
    HakmemByteBuf(HakmemByteBufAllocator allocator, @Nullable ThreadCache cache) {
        super(0);
        this.allocator = allocator;
        this.cache = cache;
    }

    // ---- life ----

    /// Begins a life: one reference, both indices 0.
    ///
    /// @param blockAddress of a block for `initialCapacity` bytes that is this buffer's from now on
    void begin(long blockAddress, int initialCapacity, int mostBytes) {
        address = blockAddress;
        capacity = initialCapacity;
        maxCapacity(mostBytes);
        clear();
        markReaderIndex();
        markWriterIndex();
        resetRefCnt();
    }

    @SuppressWarnings("ReferenceEquality") // there is no other
    void cachedBy(ThreadCache keeper) {
        if (cache != keeper) { // mostly equal, and a look is cheaper than the barrier of a store
            cache = keeper;
        }
    }

    @Override
    protected void deallocate() {
        int bytes = capacity;
        capacity = 0;
        Watched.Birth watched = birth;
        if (watched != null) {
            birth = null;
            allocator.watched().remove(watched);
        }
        allocator.free(this, cache, address, bytes);
    }

    /// Has its age and place told when the allocator is closed before the release.
    void watch() {
        birth = allocator.watched().add();
    }

    @Override
    public boolean release() {
        try {
            return super.release();
        } catch (IllegalReferenceCountException e) {
            throw releasedTwice(1, e);
        }
    }

    @Override
    public boolean release(int decrement) {
        try {
            return super.release(decrement);
        } catch (IllegalReferenceCountException e) {
            throw releasedTwice(decrement, e);
        }
    }

    private IllegalReferenceCountException releasedTwice(int decrement, IllegalReferenceCountException cause) {
        return new IllegalReferenceCountException(
                "A buffer was released " + decrement + " times, but only " + refCnt()
                        + " references are left: somebody released it twice, or without a retain()."
                        + " -Dio.netty.leakDetection.level=paranoid records who touched it.",
                cause);
    }

    @Override
    public int capacity() {
        return capacity;
    }

    /// In place where the block allows that, which is for HAKMEM to say.
    @Override
    public ByteBuf capacity(int newCapacity) {
        checkNewCapacity(newCapacity);
        if (newCapacity != capacity) {
            address = allocator.hakmem().reallocate(address, newCapacity);
            capacity = newCapacity;
            trimIndicesToCapacity(newCapacity);
        }
        return this;
    }

    /// As far as the block reaches.
    @Override
    public int maxFastWritableBytes() {
        return (int) Math.min(allocator.hakmem().goodSize(capacity), maxCapacity()) - writerIndex();
    }

    // ---- what it is ----

    @Override
    public ByteBufAllocator alloc() {
        return allocator;
    }

    @Override
    @Deprecated
    @SuppressWarnings("InlineMeSuggester") // Netty deprecates it, and calls it
    public ByteOrder order() {
        return ByteOrder.BIG_ENDIAN;
    }

    /// None.
    @Override
    @SuppressWarnings("NullAway") // Netty says so of buffers that wrap no other
    public ByteBuf unwrap() {
        return null;
    }

    @Override
    public boolean isDirect() {
        return true;
    }

    @Override
    public boolean isContiguous() {
        return true;
    }

    @Override
    public boolean hasArray() {
        return false;
    }

    @Override
    public byte[] array() {
        throw new UnsupportedOperationException("A direct buffer has no array: ask hasArray() first.");
    }

    @Override
    public int arrayOffset() {
        throw new UnsupportedOperationException("A direct buffer has no array: ask hasArray() first.");
    }

    @Override
    public boolean hasMemoryAddress() {
        return true;
    }

    @Override
    public long memoryAddress() {
        ensureAccessible();
        return address;
    }

    @Override
    public int nioBufferCount() {
        return 1;
    }

    // ---- views ----

    private ByteBuffer view() {
        View last = view;
        if (last == null || last.address != address || last.bytes < capacity) {
            int bytes = (int) Math.min(allocator.hakmem().goodSize(capacity), Integer.MAX_VALUE);
            last = new View(address, bytes, DirectMemory.view(address, bytes));
            view = last;
        }
        return last.buffer;
    }

    @Override
    public ByteBuffer internalNioBuffer(int index, int length) {
        checkIndex(index, length);
        return view().limit(index + length).position(index);
    }

    @Override
    public ByteBuffer nioBuffer(int index, int length) {
        checkIndex(index, length);
        return DirectMemory.view(address + index, length);
    }

    @Override
    public ByteBuffer[] nioBuffers(int index, int length) {
        return new ByteBuffer[] {nioBuffer(index, length)};
    }

    @Override
    public ByteBuf copy(int index, int length) {
        checkIndex(index, length);
        return allocator.directBuffer(length, maxCapacity()).writeBytes(this, index, length);
    }

    // ---- numbers; the callers have checked the index ----

    @Override
    protected byte _getByte(int index) {
        return ALL.get(JAVA_BYTE, address + index);
    }

    @Override
    protected short _getShort(int index) {
        return ALL.get(SHORT, address + index);
    }

    @Override
    protected short _getShortLE(int index) {
        return ALL.get(SHORT_LE, address + index);
    }

    @Override
    protected int _getUnsignedMedium(int index) {
        return (_getByte(index) & 0xff) << 16 | (_getShort(index + 1) & 0xffff);
    }

    @Override
    protected int _getUnsignedMediumLE(int index) {
        return (_getShortLE(index) & 0xffff) | (_getByte(index + 2) & 0xff) << 16;
    }

    @Override
    protected int _getInt(int index) {
        return ALL.get(INT, address + index);
    }

    @Override
    protected int _getIntLE(int index) {
        return ALL.get(INT_LE, address + index);
    }

    @Override
    protected long _getLong(int index) {
        return ALL.get(LONG, address + index);
    }

    @Override
    protected long _getLongLE(int index) {
        return ALL.get(LONG_LE, address + index);
    }

    @Override
    protected void _setByte(int index, int value) {
        ALL.set(JAVA_BYTE, address + index, (byte) value);
    }

    @Override
    protected void _setShort(int index, int value) {
        ALL.set(SHORT, address + index, (short) value);
    }

    @Override
    protected void _setShortLE(int index, int value) {
        ALL.set(SHORT_LE, address + index, (short) value);
    }

    @Override
    protected void _setMedium(int index, int value) {
        _setByte(index, value >>> 16);
        _setShort(index + 1, value);
    }

    @Override
    protected void _setMediumLE(int index, int value) {
        _setShortLE(index, value);
        _setByte(index + 2, value >>> 16);
    }

    @Override
    protected void _setInt(int index, int value) {
        ALL.set(INT, address + index, value);
    }

    @Override
    protected void _setIntLE(int index, int value) {
        ALL.set(INT_LE, address + index, value);
    }

    @Override
    protected void _setLong(int index, long value) {
        ALL.set(LONG, address + index, value);
    }

    @Override
    protected void _setLongLE(int index, long value) {
        ALL.set(LONG_LE, address + index, value);
    }

    // ---- many bytes ----

    @Override
    public ByteBuf getBytes(int index, byte[] dst, int dstIndex, int length) {
        checkDstIndex(index, length, dstIndex, dst.length);
        DirectMemory.copy(address + index, dst, dstIndex, length);
        return this;
    }

    @Override
    public ByteBuf getBytes(int index, ByteBuf dst, int dstIndex, int length) {
        checkDstIndex(index, length, dstIndex, dst.capacity());
        if (dst.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        if (dst.hasMemoryAddress()) {
            DirectMemory.copy(address + index, dst.memoryAddress() + dstIndex, length);
        } else if (dst.hasArray()) {
            DirectMemory.copy(address + index, dst.array(), dst.arrayOffset() + dstIndex, length);
        } else {
            dst.setBytes(dstIndex, this, index, length);
        }
        return this;
    }

    @Override
    public ByteBuf getBytes(int index, ByteBuffer dst) {
        int length = dst.remaining();
        checkIndex(index, length);
        if (dst.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        DirectMemory.copy(address + index, MemorySegment.ofBuffer(dst), length);
        dst.position(dst.limit());
        return this;
    }

    @Override
    public ByteBuf getBytes(int index, OutputStream out, int length) throws IOException {
        checkIndex(index, length);
        byte[] bytes = new byte[Math.min(length, COPY_BYTES)];
        for (int done = 0; done < length; done += bytes.length) {
            int part = Math.min(length - done, bytes.length);
            getBytes(index + done, bytes, 0, part);
            out.write(bytes, 0, part);
        }
        return this;
    }

    /// By a view of its own, since several threads may read one buffer.
    @Override
    public int getBytes(int index, GatheringByteChannel out, int length) throws IOException {
        return out.write(nioBuffer(index, length));
    }

    @Override
    public int getBytes(int index, FileChannel out, long position, int length) throws IOException {
        return out.write(nioBuffer(index, length), position);
    }

    @Override
    public ByteBuf setBytes(int index, byte[] src, int srcIndex, int length) {
        checkSrcIndex(index, length, srcIndex, src.length);
        DirectMemory.copy(src, srcIndex, address + index, length);
        return this;
    }

    @Override
    public ByteBuf setBytes(int index, ByteBuf src, int srcIndex, int length) {
        checkSrcIndex(index, length, srcIndex, src.capacity());
        if (src.hasMemoryAddress()) {
            DirectMemory.copy(src.memoryAddress() + srcIndex, address + index, length);
        } else if (src.hasArray()) {
            DirectMemory.copy(src.array(), src.arrayOffset() + srcIndex, address + index, length);
        } else {
            src.getBytes(srcIndex, this, index, length);
        }
        return this;
    }

    @Override
    public ByteBuf setBytes(int index, ByteBuffer src) {
        int length = src.remaining();
        checkIndex(index, length);
        DirectMemory.copy(MemorySegment.ofBuffer(src), address + index, length);
        src.position(src.limit());
        return this;
    }

    @Override
    public int setBytes(int index, InputStream in, int length) throws IOException {
        checkIndex(index, length);
        byte[] bytes = new byte[length];
        int read = in.read(bytes);
        if (read > 0) {
            setBytes(index, bytes, 0, read);
        }
        return read;
    }

    @Override
    public int setBytes(int index, ScatteringByteChannel in, int length) throws IOException {
        try {
            return in.read(internalNioBuffer(index, length));
        } catch (ClosedChannelException e) {
            return -1;
        }
    }

    @Override
    public int setBytes(int index, FileChannel in, long position, int length) throws IOException {
        try {
            return in.read(internalNioBuffer(index, length), position);
        } catch (ClosedChannelException e) {
            return -1;
        }
    }

    @Override
    public ByteBuf setZero(int index, int length) {
        if (length != 0) {
            checkIndex(index, length);
            DirectMemory.zero(address + index, length);
        }
        return this;
    }

    @Override
    public ByteBuf writeZero(int length) {
        ensureWritable(length);
        setZero(writerIndex(), length);
        return writerIndex(writerIndex() + length);
    }
}
