package naru.container;

import java.util.List;

/// A further command in a running container.
///
/// @param command program and arguments
/// @param env `NAME=value` besides the container's
/// @param user name or number with an optional `:group`; empty for the container's
/// @param workingDir empty for the container's
/// @param privileged with all capabilities
/// @param tty with a terminal
/// @param attachStdin its standard input comes from the caller
/// @param attachStdout its output goes to the caller
/// @param attachStderr its errors go to the caller
/// @param detachKeys kept and shown
/// @param console rows and columns of its terminal; empty if they are not said
public record ExecSpec(
        List<String> command,
        List<String> env,
        String user,
        String workingDir,
        boolean privileged,
        boolean tty,
        boolean attachStdin,
        boolean attachStdout,
        boolean attachStderr,
        String detachKeys,
        List<Integer> console) {
    /// A command with output, without input.
    public static ExecSpec of(String... command) {
        return new ExecSpec(List.of(command), List.of(), "", "", false, false, false, true, true, "", List.of());
    }

    /// The same with input.
    public ExecSpec withStdin() {
        return new ExecSpec(
                command, env, user, workingDir, privileged, tty, true, attachStdout, attachStderr, detachKeys, console);
    }

    /// The same with a terminal and input.
    public ExecSpec withTty() {
        return new ExecSpec(
                command,
                env,
                user,
                workingDir,
                privileged,
                true,
                true,
                attachStdout,
                attachStderr,
                detachKeys,
                console);
    }

    /// The same as another user, in another folder, with more environment.
    public ExecSpec as(String name, String folder, String... environment) {
        return new ExecSpec(
                command,
                List.of(environment),
                name,
                folder,
                privileged,
                tty,
                attachStdin,
                attachStdout,
                attachStderr,
                detachKeys,
                console);
    }
}
