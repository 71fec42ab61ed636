package naru.container;

/// What a caller wants of a container's streams.
///
/// @param stream from now on
/// @param logs what was written before, too
/// @param stdin the caller writes the container's input
/// @param stdout the caller reads its output
/// @param stderr the caller reads its errors
public record AttachOptions(boolean stream, boolean logs, boolean stdin, boolean stdout, boolean stderr) {
    /// Everything from now on.
    public static final AttachOptions ALL = new AttachOptions(true, false, true, true, true);
}
