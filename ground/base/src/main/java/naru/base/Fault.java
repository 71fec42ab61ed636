package naru.base;

import org.jspecify.annotations.Nullable;

/// The one exception type for failures that a caller is told about.
///
/// The kind says what the caller can do; each door turns kinds into its protocol's status once, by a switch without
/// default. The message is a sentence for people: what was wrong, with the value, and what to do. It never holds a
/// secret.
public final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /// What the caller can do about a fault.
    public enum Kind {
        /// The thing named does not exist: name another or create it.
        NOT_FOUND,
        /// The request is wrong as it stands: change it.
        INVALID,
        /// The thing's state or somebody else's claim is in the way: change the state first.
        CONFLICT,
        /// Nothing to do: it is so already.
        NOT_MODIFIED,
        /// Say who you are.
        UNAUTHORIZED,
        /// Known, and not allowed.
        FORBIDDEN,
        /// More than the limit that the message names.
        TOO_LARGE,
        /// Something needed is away for now: try again.
        UNAVAILABLE,
        /// Known, and not built.
        NOT_IMPLEMENTED,
        /// Ours: nothing the caller did.
        INTERNAL
    }

    /// Makes a fault with its kind, a sentence for people, and the cause if there was one.
    public Fault(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /// What a caller is told of a failure that nobody foresaw: a full disk by its name, all else as ours.
    public static Fault unforeseen(Throwable e) {
        return DiskFull.is(e) ? DiskFull.fault(e) : internal("internal error: " + e, e);
    }

    /// What the caller can do.
    public Kind kind() {
        return kind;
    }

    /// A sentence for people; never null.
    public String sentence() {
        String message = getMessage();
        return message == null ? kind.name() : message;
    }

    /// The thing named does not exist.
    public static Fault notFound(String message) {
        return new Fault(Kind.NOT_FOUND, message, null);
    }

    /// The request is wrong as it stands.
    public static Fault invalid(String message) {
        return new Fault(Kind.INVALID, message, null);
    }

    /// State or somebody else's claim is in the way.
    public static Fault conflict(String message) {
        return new Fault(Kind.CONFLICT, message, null);
    }

    /// It is so already.
    public static Fault notModified(String message) {
        return new Fault(Kind.NOT_MODIFIED, message, null);
    }

    /// The caller must say who they are.
    public static Fault unauthorized(String message) {
        return new Fault(Kind.UNAUTHORIZED, message, null);
    }

    /// The caller is known and not allowed.
    public static Fault forbidden(String message) {
        return new Fault(Kind.FORBIDDEN, message, null);
    }

    /// Over a limit, which the message names.
    public static Fault tooLarge(String message) {
        return new Fault(Kind.TOO_LARGE, message, null);
    }

    /// Something needed is away for now.
    public static Fault unavailable(String message, @Nullable Throwable cause) {
        return new Fault(Kind.UNAVAILABLE, message, cause);
    }

    /// Known, and not built.
    public static Fault notImplemented(String message) {
        return new Fault(Kind.NOT_IMPLEMENTED, message, null);
    }

    /// Ours, with its cause.
    public static Fault internal(String message, @Nullable Throwable cause) {
        return new Fault(Kind.INTERNAL, message, cause);
    }
}
