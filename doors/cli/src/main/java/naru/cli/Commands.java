package naru.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;

/// The table of commands.
final class Commands {
    /// One command: its name and how its line is made.
    private record Entry(String name, Function<Root, Object> make) {}

    private static final List<Entry> ALL = List.of(
            new Entry("up", Up::new),
            new Entry("down", Down::new),
            new Entry("status", Status::new),
            new Entry("doctor", DoctorCommand::new),
            new Entry("version", Version::new),
            new Entry("why", Why::new),
            new Entry("edit", EditCommand::new),
            new Entry("join", Join::new),
            new Entry("node", NodeCommand::line),
            new Entry("token", TokenCommand::line),
            new Entry("kubeconfig", KubeconfigCommand::new),
            new Entry("job", Job::line),
            new Entry("credential", Credential::line),
            new Entry("tool", ToolCommand::line),
            new Entry("image", Image::line),
            new Entry("registry", Registry::line),
            new Entry("relay", Relay::new),
            new Entry("tunnel", Tunnel::line),
            new Entry("demo", Demo::new),
            new Entry("daemon", Daemon::new),
            new Entry("logs", Logs::new),
            new Entry("context", Context::new),
            new Entry("docker-certificate", DockerCertificate::new),
            new Entry("dial-stdio", DialStdio::new),
            new Entry("socket", SocketCommand::line),
            new Entry("completion", Completion::new),
            new Entry("rehearse", Rehearse::new));

    private Commands() {}

    /// A line with only the named command, or with all of them if none is named.
    static CommandLine line(Root root, String[] words) {
        CommandLine line = new CommandLine(root);
        Optional<Entry> named = named(words);
        if (named.isPresent() && !named.get().name().equals("completion")) {
            add(line, root, named.get());
        } else {
            ALL.forEach(entry -> add(line, root, entry));
        }
        return line;
    }

    private static void add(CommandLine line, Root root, Entry entry) {
        line.addSubcommand(entry.name(), entry.make().apply(root));
    }

    /// The first word that is a command and not the value of an option.
    private static Optional<Entry> named(String[] words) {
        for (int i = 0; i < words.length; i++) {
            String word = words[i];
            if (word.equals("--data") || word.equals("--run")) {
                i++;
            } else if (!word.startsWith("-")) {
                return ALL.stream().filter(entry -> entry.name().equals(word)).findFirst();
            } else if (Arrays.asList("-h", "--help").contains(word)) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }
}
