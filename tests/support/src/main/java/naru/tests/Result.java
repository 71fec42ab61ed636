package naru.tests;

/// How a program ended and what it wrote.
///
/// @param command the words that were run
/// @param exit the exit code
/// @param out standard output
/// @param err standard error
public record Result(String command, int exit, String out, String err) {
    /// Standard output without surrounding white space, after checking that the program succeeded.
    public String ok() {
        if (exit != 0) {
            throw new AssertionError(
                    "'" + command + "' exited with " + exit + "\n--- out\n" + out + "\n--- err\n" + err);
        }
        return out.strip();
    }

    /// Standard error without surrounding white space, after checking that the program failed.
    public String refused() {
        if (exit == 0) {
            throw new AssertionError("'" + command + "' succeeded and should not have\n--- out\n" + out);
        }
        return err.strip();
    }
}
