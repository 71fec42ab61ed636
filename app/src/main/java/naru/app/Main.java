package naru.app;

import naru.cli.Cli;

/// The program's entrance: one command, one exit code.
public final class Main {
    private Main() {}

    /// Runs the command that the words name and exits with its code.
    public static void main(String[] words) {
        WarmUp.begin(words);
        System.exit(Cli.run(words, new Application(), System.out, System.err));
    }
}
