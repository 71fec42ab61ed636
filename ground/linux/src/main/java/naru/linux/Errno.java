package naru.linux;

/// A system call that the kernel refused: which call, on what, and the error number as errno(3) names it.
public final class Errno extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Not permitted.
    public static final int EPERM = 1;
    /// No such file or directory.
    public static final int ENOENT = 2;
    /// No such process.
    public static final int ESRCH = 3;
    /// Interrupted.
    public static final int EINTR = 4;
    /// No such device or address; a named pipe that nobody reads.
    public static final int ENXIO = 6;
    /// Try again.
    public static final int EAGAIN = 11;
    /// Permission denied.
    public static final int EACCES = 13;
    /// Device or resource busy.
    public static final int EBUSY = 16;
    /// File exists.
    public static final int EEXIST = 17;
    /// Crosses devices, or would leave the root given to openat2.
    public static final int EXDEV = 18;
    /// No such device.
    public static final int ENODEV = 19;
    /// Not a directory.
    public static final int ENOTDIR = 20;
    /// Is a directory.
    public static final int EISDIR = 21;
    /// Invalid argument.
    public static final int EINVAL = 22;
    /// As many open files in the whole system as there may be.
    public static final int ENFILE = 23;
    /// As many open files in this process as there may be.
    public static final int EMFILE = 24;
    /// A pipe that nobody reads any more.
    public static final int EPIPE = 32;
    /// Function not implemented.
    public static final int ENOSYS = 38;
    /// No space left on device.
    public static final int ENOSPC = 28;
    /// Too many symbolic links.
    public static final int ELOOP = 40;
    /// No data (an extended attribute that is not there).
    public static final int ENODATA = 61;
    /// Operation not supported.
    public static final int EOPNOTSUPP = 95;
    /// Address in use.
    public static final int EADDRINUSE = 98;
    /// A connection ended before it was accepted.
    public static final int ECONNABORTED = 103;
    /// The other side of a connection has reset it.
    public static final int ECONNRESET = 104;
    /// A connection is being made already.
    public static final int EALREADY = 114;
    /// A connection is being made now.
    public static final int EINPROGRESS = 115;

    private final int number;

    Errno(String call, String subject, int number) {
        super(call + "(" + subject + "): " + Libc.strerror(number) + " (errno " + number + ")");
        this.number = number;
    }

    /// The error number.
    public int number() {
        return number;
    }
}
