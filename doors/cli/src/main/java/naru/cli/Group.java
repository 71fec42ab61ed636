package naru.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// What a command with sub-commands does when none is named: says so.
abstract class Group implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(),
                "which one? " + String.join(", ", spec.subcommands().keySet()));
    }

    /// A line of this group with its sub-commands: name, command, name, command ...
    static CommandLine of(Group group, Object... namesAndCommands) {
        CommandLine line = new CommandLine(group);
        for (int i = 0; i < namesAndCommands.length; i += 2) {
            line.addSubcommand((String) namesAndCommands[i], namesAndCommands[i + 1]);
        }
        return line;
    }
}
