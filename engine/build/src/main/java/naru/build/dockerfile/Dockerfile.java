package naru.build.dockerfile;

import java.util.List;
import java.util.Optional;

/// A Dockerfile that has been read.
///
/// @param escape the character that continues lines and takes meaning away: `\` or a backquote
/// @param globals ARG instructions before the first FROM
/// @param stages at least one
public record Dockerfile(char escape, List<Instruction.Arg> globals, List<Stage> stages) {
    /// Copies the lists.
    public Dockerfile {
        globals = List.copyOf(globals);
        stages = List.copyOf(stages);
    }

    /// A FROM and what follows it.
    ///
    /// @param index its number, from 0
    /// @param instructions what follows, without the FROM
    public record Stage(int index, Instruction.From from, List<Instruction> instructions) {
        /// Copies the instructions.
        public Stage {
            instructions = List.copyOf(instructions);
        }

        /// The name given with AS, in lower case.
        public Optional<String> name() {
            return from.name();
        }
    }

    /// The last stage before number `before` with this name (case does not matter) or this number.
    public Optional<Stage> stage(String reference, int before) {
        for (int i = Math.min(before, stages.size()) - 1; i >= 0; i--) {
            Stage stage = stages.get(i);
            if (stage.name().filter(reference::equalsIgnoreCase).isPresent() || reference.equals(Integer.toString(i))) {
                return Optional.of(stage);
            }
        }
        return Optional.empty();
    }
}
