package naru.kube;

/// None of the formats that a client takes can be had: 406, for which there is no kind of fault.
final class NotAcceptable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotAcceptable(String message) {
        super(message);
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
