package naru.build.dockerfile;

import java.util.ArrayList;
import java.util.List;
import naru.base.Fault;
import org.jspecify.annotations.Nullable;

/// Reads a Dockerfile.
public final class DockerfileParser {
    /// Bytes beyond which a Dockerfile is refused.
    public static final int MAX_LENGTH = 1 << 20;

    private DockerfileParser() {}

    /// Reads the text of a Dockerfile; an INVALID fault names the line and what is wrong with it.
    public static Dockerfile parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw Fault.tooLarge("the Dockerfile is longer than " + MAX_LENGTH + " characters");
        }
        List<String> lines = text.replaceFirst("^\uFEFF", "").lines().toList();
        char escape = Directives.read(lines).escape();
        List<LogicalLine> logical = LogicalLine.read(lines, escape);
        if (logical.isEmpty()) {
            throw Fault.invalid("dockerfile parse error: file with no instructions");
        }
        return new Stages(new Instructions(escape)).all(logical, escape);
    }

    /// Reads one instruction that an image carries for its children (ONBUILD).
    public static Instruction trigger(String text, char escape) {
        Source source = new Source(1, 1, text);
        return new Instructions(escape).read(LogicalLine.of(source, text));
    }

    /// Reads the instructions of `docker commit --change` and `docker import --change`, one per text.
    public static List<Instruction> changes(List<String> texts) {
        List<Instruction> all = new ArrayList<>();
        for (String text : texts) {
            all.add(trigger(text, '\\'));
        }
        return List.copyOf(all);
    }

    private static final class Stages {
        private final Instructions instructions;
        private final List<Instruction.Arg> globals = new ArrayList<>();
        private final List<Dockerfile.Stage> stages = new ArrayList<>();
        private final List<Instruction> current = new ArrayList<>();
        private Instruction.@Nullable From from;

        Stages(Instructions instructions) {
            this.instructions = instructions;
        }

        Dockerfile all(List<LogicalLine> lines, char escape) {
            for (LogicalLine line : lines) {
                switch (instructions.read(line)) {
                    case Instruction.From next -> {
                        close();
                        from = next;
                    }
                    case Instruction.Arg arg when from == null -> globals.add(arg);
                    case Instruction other
                    when from == null ->
                        throw other.source().fault("no build stage in current context: begin with FROM");
                    case Instruction other -> current.add(other);
                }
            }
            close();
            if (stages.isEmpty()) {
                throw Fault.invalid("dockerfile parse error: no build stage in current context: begin with FROM");
            }
            return new Dockerfile(escape, globals, stages);
        }

        private void close() {
            if (from != null) {
                stages.add(new Dockerfile.Stage(stages.size(), from, current));
                current.clear();
            }
        }
    }
}
