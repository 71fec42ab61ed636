package naru.cli.doctor;

/// What came out of one check.
///
/// @param name what was checked
/// @param verdict how it is
/// @param detail what was seen
/// @param mend the command that mends it; empty if nothing is to be done
public record Finding(String name, Verdict verdict, String detail, String mend) {
    /// How a requirement is.
    public enum Verdict {
        /// As needed.
        OK,
        /// Something that some commands need is missing.
        WARNING,
        /// Naru does not work like this.
        FAILURE
    }

    static Finding ok(String name, String detail) {
        return new Finding(name, Verdict.OK, detail, "");
    }

    static Finding warning(String name, String detail, String mend) {
        return new Finding(name, Verdict.WARNING, detail, mend);
    }

    static Finding failure(String name, String detail, String mend) {
        return new Finding(name, Verdict.FAILURE, detail, mend);
    }
}
