package io.hakmem.os;

/// A call to the operating system that was refused.
public final class PageSourceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String call;
    private final int errno;

    /// @param call what was asked, such as `mmap of 4096 bytes`
    /// @param errno the system's error number
    public PageSourceException(String call, int errno) {
        super(call + " was refused: " + errnoName(errno));
        this.call = call;
        this.errno = errno;
    }

    /// What was asked.
    public String call() {
        return call;
    }

    /// The system's error number.
    public int errno() {
        return errno;
    }

    /// Name and number of the errors that `mmap`, `munmap` and `madvise` are documented to give.
    static String errnoName(int errno) {
        return switch (errno) {
            case 1 -> "EPERM (1)";
            case 4 -> "EINTR (4)";
            case 5 -> "EIO (5)";
            case 9 -> "EBADF (9)";
            case 11 -> "EAGAIN (11)";
            case 12 -> "ENOMEM (12)";
            case 13 -> "EACCES (13)";
            case 14 -> "EFAULT (14)";
            case 16 -> "EBUSY (16)";
            case 17 -> "EEXIST (17)";
            case 22 -> "EINVAL (22)";
            case 38 -> "ENOSYS (38)";
            default -> "errno " + errno;
        };
    }
}
