package naru.base;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The one exception type for failures that a caller is told about.
///
/// The kind says what the caller can do; each door turns kinds into its protocol's status once, by a switch without
/// default. The message is a sentence for people: what was wrong, with the value, and what to do. It never holds a
/// secret.
public final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final transient List<Detail> details;

    /// What is wrong with one field.
    ///
    /// @param reason in the field's words, such as `FieldValueRequired`
    /// @param field its path, such as `spec.containers[0].name`
    /// @param message a sentence for people
    public record Detail(String reason, String field, String message) {}

    /// What the caller can do about a fault.
    public enum Kind {
        /// The thing named does not exist: name another or create it.
        NOT_FOUND,
        /// The request is wrong as it stands: change it.
        INVALID,
        /// The thing's state or somebody else's claim is in the way: change the state first.
        CONFLICT,
        /// Somebody else's thing has that name: choose another, or use that one.
        ALREADY_EXISTS,
        /// Read and understood, but some fields break the rules of what they describe: mend those in [#details].
        UNPROCESSABLE,
        /// What is asked for was there and is no longer kept: begin again from the present.
        GONE,
        /// Too much at this moment: wait and try again.
        TOO_MANY_REQUESTS,
        /// The body is in a format that is not spoken here: send another.
        UNSUPPORTED_MEDIA_TYPE,
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
        this(kind, message, cause, List.of());
    }

    /// Makes a fault that says which fields are wrong.
    public Fault(Kind kind, String message, @Nullable Throwable cause, List<Detail> details) {
        super(message, cause);
        this.kind = kind;
        this.details = List.copyOf(details);
    }

    /// What a caller is told of a failure that nobody foresaw: a full disk by its name, all else as ours.
    public static Fault unforeseen(Throwable e) {
        return DiskFull.is(e) ? DiskFull.fault(e) : internal("internal error: " + e, e);
    }

    /// What the caller can do.
    public Kind kind() {
        return kind;
    }

    /// The fields that are wrong, if the fault is about fields.
    public List<Detail> details() {
        return details;
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

    /// Somebody else's thing has that name.
    public static Fault alreadyExists(String message) {
        return new Fault(Kind.ALREADY_EXISTS, message, null);
    }

    /// Some fields break the rules of what they describe.
    public static Fault unprocessable(String message, List<Detail> details) {
        return new Fault(Kind.UNPROCESSABLE, message, null, details);
    }

    /// What is asked for is no longer kept.
    public static Fault gone(String message) {
        return new Fault(Kind.GONE, message, null);
    }

    /// Too much at this moment.
    public static Fault tooManyRequests(String message) {
        return new Fault(Kind.TOO_MANY_REQUESTS, message, null);
    }

    /// The body is in a format that is not spoken here.
    public static Fault unsupportedMediaType(String message) {
        return new Fault(Kind.UNSUPPORTED_MEDIA_TYPE, message, null);
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
