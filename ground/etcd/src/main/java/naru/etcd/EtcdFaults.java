package naru.etcd;

import io.etcd.jetcd.common.exception.EtcdException;
import io.etcd.jetcd.common.exception.EtcdExceptionFactory;
import naru.base.Fault;

/// What etcd's errors mean to callers (etcd 3.5, api/v3rpc/rpctypes/error.go).
final class EtcdFaults {
    private EtcdFaults() {}

    static Fault of(Throwable failure) {
        EtcdException e = EtcdExceptionFactory.toEtcdException(failure);
        String message = String.valueOf(e.getMessage());
        return switch (e.getErrorCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, ABORTED, UNKNOWN, INTERNAL, DATA_LOSS ->
                Fault.unavailable("etcd did not answer: " + message, e);
            case OUT_OF_RANGE -> outOfRange(message, e);
            case INVALID_ARGUMENT -> invalid(message, e);
            case RESOURCE_EXHAUSTED -> exhausted(message, e);
            case NOT_FOUND -> new Fault(Fault.Kind.NOT_FOUND, message, e);
            case PERMISSION_DENIED -> new Fault(Fault.Kind.FORBIDDEN, "etcd refuses: " + message, e);
            case UNAUTHENTICATED -> new Fault(Fault.Kind.UNAUTHORIZED, "etcd refuses: " + message, e);
            case ALREADY_EXISTS, FAILED_PRECONDITION, UNIMPLEMENTED -> Fault.internal("etcd refuses: " + message, e);
        };
    }

    /// Whether an answer was larger than we take.
    static boolean isTooLarge(Fault fault) {
        return fault.kind() == Fault.Kind.TOO_LARGE;
    }

    private static Fault outOfRange(String message, Throwable e) {
        return message.contains("compacted")
                ? new Fault(Fault.Kind.GONE, "that revision is no longer kept: list again and watch from there", e)
                : new Fault(Fault.Kind.INVALID, "that revision has not happened yet (" + message + ")", e);
    }

    private static Fault invalid(String message, Throwable e) {
        boolean large = message.contains("too large") || message.contains("too many operations");
        return new Fault(large ? Fault.Kind.TOO_LARGE : Fault.Kind.INVALID, message, e);
    }

    private static Fault exhausted(String message, Throwable e) {
        return message.contains("larger than") || message.contains("exceeds maximum")
                ? new Fault(Fault.Kind.TOO_LARGE, message, e)
                : Fault.unavailable("etcd takes no more: " + message, e);
    }
}
