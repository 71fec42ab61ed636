package naru.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import naru.base.Fault;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// The command line's entrance: words in, exit code out.
///
/// Only the command that was named is registered, because describing all of them takes longer than most of them run;
/// help and completion register everything.
public final class Cli {
    private Cli() {}

    /// Runs one command and answers its exit code (see [Exit]); never throws.
    public static int run(String[] words, Launch launch, PrintStream out, PrintStream err) {
        Root root = new Root(launch, out, err);
        CommandLine line = Commands.line(root, words);
        line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        line.setParameterExceptionHandler((wrong, _) -> usage(wrong, err));
        line.setExecutionExceptionHandler((failure, _, _) -> failed(failure, err));
        return line.execute(words);
    }

    private static int usage(ParameterException wrong, PrintStream err) {
        CommandLine command = wrong.getCommandLine();
        err.println("naru: " + wrong.getMessage());
        if (wrong instanceof CommandLine.UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            Nearest.to(
                            unmatched.getUnmatched().getFirst(),
                            command.getSubcommands().keySet())
                    .ifPresent(near -> err.println("naru: did you mean '" + near + "'?"));
        }
        err.println("naru: try '" + command.getCommandSpec().qualifiedName() + " --help'");
        return Exit.USAGE;
    }

    private static int failed(Exception failure, PrintStream err) {
        if (failure instanceof NotRunning) {
            err.println("naru: " + failure.getMessage());
            return Exit.NOT_RUNNING;
        }
        if (failure instanceof Fault fault) {
            err.println("naru: " + fault.sentence());
            return fault.kind() == Fault.Kind.INVALID ? Exit.USAGE : Exit.FAILED;
        }
        err.println("naru: this is a defect in Naru, please report it: " + failure);
        failure.printStackTrace(err);
        return Exit.FAILED;
    }
}
