package naru.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `naru completion SHELL`.
@Command(
        name = "completion",
        description = "Print a script that completes naru's commands and options in a shell.",
        footer = {
            "%nExamples:",
            "  source <(naru completion bash)",
            "  naru completion zsh > ~/.naru-completion && echo 'source ~/.naru-completion' >> ~/.zshrc",
            "  naru completion fish > ~/.config/fish/completions/naru.fish"
        })
final class Completion implements Callable<Integer> {
    /// The shells that are known.
    enum Shell {
        /// GNU Bash.
        bash,
        /// Z shell, through its bash completion.
        zsh,
        /// Fish.
        fish
    }

    private final Root root;

    @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
    private Shell shell = Shell.bash;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    Completion(Root root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        root.out.println(
                switch (shell) {
                    case bash, zsh -> AutoComplete.bash("naru", spec.root().commandLine());
                    case fish -> fish();
                });
        return Exit.OK;
    }

    private String fish() {
        StringBuilder script = new StringBuilder("complete -c naru -f\n");
        spec.root().subcommands().forEach((name, command) -> {
            if (!command.getCommandSpec().usageMessage().hidden()) {
                String summary =
                        String.join(" ", command.getCommandSpec().usageMessage().description());
                script.append("complete -c naru -n __fish_use_subcommand -a " + name + " -d '"
                        + summary.replace("'", "\\'") + "'\n");
                command.getCommandSpec()
                        .options()
                        .forEach(option -> script.append("complete -c naru -n"
                                + " '__fish_seen_subcommand_from " + name + "' -l "
                                + option.longestName().replaceFirst("^--?", "") + "\n"));
            }
        });
        return script.toString();
    }
}
