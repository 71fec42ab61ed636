package naru.docker;

/// A field of Docker's API that Naru does not do what it says for.
///
/// @param operation method and path, as Docker's description writes them
/// @param field `?name` of the query, `!Name` of a header, `.Outer.Inner` of the body; what is in it is meant too
/// @param answer what a request with the field gets
/// @param reason a sentence for people
record Gap(String operation, String field, Answer answer, String reason) {
    /// What a request with the field gets.
    enum Answer {
        /// A line among the warnings, if it says anything but the default.
        WARNED("reported in `Warnings`"),
        /// A failure, if it says anything but the default.
        REFUSED("refused"),
        /// Nothing: it asks for nothing that could be done here, in Docker as well.
        NOTHING("of no effect, as in Docker on Linux"),
        /// Nothing, or not all that it should be: not built yet.
        MISSING("missing");

        private final String words;

        Answer(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /// Whether a field is this one or in it.
    boolean covers(String name) {
        return name.equalsIgnoreCase(field)
                || field.equals(".") && name.startsWith(".")
                || name.regionMatches(true, 0, field + ".", 0, field.length() + 1);
    }
}
