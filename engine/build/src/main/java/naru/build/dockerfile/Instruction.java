package naru.build.dockerfile;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// One instruction of a Dockerfile. Values are as written: variables are not yet replaced.
public sealed interface Instruction {
    /// Where it stands.
    Source source();

    /// `name=value`.
    record Pair(String name, String value) {}

    /// A name that a value may be given for, and its default.
    record Declared(String name, Optional<String> value) {}

    /// `FROM`: begins a stage.
    record From(Source source, String image, Optional<String> platform, Optional<String> name) implements Instruction {}

    /// `ARG`.
    record Arg(Source source, List<Declared> names) implements Instruction {
        /// Copies the names.
        public Arg {
            names = List.copyOf(names);
        }
    }

    /// `RUN`.
    record Run(Source source, Command command, List<Heredoc> heredocs, List<RunMount> mounts, String network)
            implements Instruction {
        /// Copies the lists.
        public Run {
            heredocs = List.copyOf(heredocs);
            mounts = List.copyOf(mounts);
        }
    }

    /// What COPY and ADD have in common.
    ///
    /// @param sources paths, patterns or addresses
    /// @param inline files whose content stands in the Dockerfile; their names are the heredocs'
    /// @param destination where to
    /// @param chown `user[:group]`, names or numbers
    /// @param chmod octal mode
    /// @param excludes patterns of what is left out
    /// @param parents keep the folders of the sources' paths
    record Transfer(
            List<String> sources,
            List<Heredoc> inline,
            String destination,
            Optional<String> chown,
            Optional<String> chmod,
            List<String> excludes,
            boolean parents) {
        /// Copies the lists.
        public Transfer {
            sources = List.copyOf(sources);
            inline = List.copyOf(inline);
            excludes = List.copyOf(excludes);
        }
    }

    /// `COPY`; `from` is a stage's name or number or an image.
    record Copy(Source source, Transfer files, Optional<String> from) implements Instruction {}

    /// `ADD`; `unpack` says whether archives are unpacked, empty for the rule (local archives are).
    record Add(Source source, Transfer files, Optional<String> checksum, Optional<Boolean> unpack)
            implements Instruction {}

    /// `ENV`.
    record Env(Source source, List<Pair> pairs) implements Instruction {
        /// Copies the pairs.
        public Env {
            pairs = List.copyOf(pairs);
        }
    }

    /// `LABEL`.
    record Label(Source source, List<Pair> pairs) implements Instruction {
        /// Copies the pairs.
        public Label {
            pairs = List.copyOf(pairs);
        }
    }

    /// `MAINTAINER`, which LABEL replaces.
    record Maintainer(Source source, String name) implements Instruction {}

    /// `EXPOSE`.
    record Expose(Source source, List<String> ports) implements Instruction {
        /// Copies the ports.
        public Expose {
            ports = List.copyOf(ports);
        }
    }

    /// `USER`.
    record User(Source source, String user) implements Instruction {}

    /// `WORKDIR`.
    record Workdir(Source source, String path) implements Instruction {}

    /// `VOLUME`.
    record Volume(Source source, List<String> paths) implements Instruction {
        /// Copies the paths.
        public Volume {
            paths = List.copyOf(paths);
        }
    }

    /// `STOPSIGNAL`.
    record StopSignal(Source source, String signal) implements Instruction {}

    /// `SHELL`.
    record Shell(Source source, List<String> words) implements Instruction {
        /// Copies the words.
        public Shell {
            words = List.copyOf(words);
        }
    }

    /// `CMD`.
    record Cmd(Source source, Command command) implements Instruction {}

    /// `ENTRYPOINT`.
    record Entrypoint(Source source, Command command) implements Instruction {}

    /// `HEALTHCHECK`.
    record Healthcheck(Source source, Probe probe) implements Instruction {}

    /// How health is found out.
    sealed interface Probe {
        /// Not at all, even if the base image says how.
        record None() implements Probe {}

        /// By a command; a duration of zero and 0 retries are the engine's defaults.
        record Test(
                Command command,
                Duration interval,
                Duration timeout,
                Duration startPeriod,
                Duration startInterval,
                int retries)
                implements Probe {}
    }

    /// `ONBUILD`: an instruction for images built from this one, as text; it is known to be well formed.
    record OnBuild(Source source, String trigger) implements Instruction {}
}
