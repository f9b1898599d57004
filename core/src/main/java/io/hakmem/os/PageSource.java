package io.hakmem.os;

import io.hakmem.memory.NativeMemory;

/// Where address space comes from and where pages go back: the operating system, a portable stand-in, or a fake in a
/// test. All lengths and addresses are multiples of [#pageBytes].
///
/// Every method may be called by any thread at any time; a refused call changes nothing.
public interface PageSource {
    /// What stands behind this source, for people.
    String name();

    /// Length of an OS page in bytes, a power of two.
    int pageBytes();

    /// Physical memory of the machine in bytes.
    long physicalBytes();

    /// The largest reservation worth asking for, in bytes.
    long largestReservationBytes();

    /// Maps `bytes` bytes of fresh memory that reads zero, readable and writable, and returns the first address.
    ///
    /// @throws PageSourceException when it is refused
    long map(long bytes);

    /// Advises that the range is not to be dumped with a core, and whether it is to be backed by huge pages.
    ///
    /// @throws PageSourceException when it is refused; that does no harm
    void adviseReservation(long address, long bytes, HugePages hugePages);

    /// Removes a mapping made by [#map].
    ///
    /// @throws PageSourceException when it is refused
    void unmap(long address, long bytes);

    /// Gives the pages of the range back. They read zero afterwards and take no memory until they are written again.
    ///
    /// @throws PageSourceException when it is refused; then the range is as before
    void purge(long address, long bytes);

    /// Gives the pages of several ranges back, as [#purge(long, long)] does, in as few calls of the system as it
    /// allows.
    ///
    /// @param count number of ranges, the first elements of both arrays
    /// @throws PageSourceException when it is refused; then each range is as before or reads zero
    default void purge(long[] addresses, long[] lengths, int count) {
        for (int range = 0; range < count; range++) {
            purge(addresses[range], lengths[range]);
        }
    }

    /// Makes every access to the range end the process, until [#unguard]; false where the system cannot.
    default boolean guard(long address, long bytes) {
        return false;
    }

    /// Makes a guarded range usable again; it reads zero.
    default void unguard(long address, long bytes) {}

    /// Writes zeros over the range, which is in use.
    default void zero(long address, long bytes) {
        NativeMemory.zero(address, bytes);
    }

    /// Number of the processor that runs the caller, from 0 on. Only a hint when it returns.
    int currentProcessor();

    /// The operating system's when it is known here, else the portable one.
    static PageSource ofThisMachine() {
        if (System.getProperty("os.name").equals("Linux") && LinuxPageSource.isAvailable()) {
            return new LinuxPageSource();
        }
        return new PortablePageSource();
    }
}
