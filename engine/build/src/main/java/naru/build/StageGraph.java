package naru.build;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import naru.base.Fault;
import naru.build.dockerfile.Dockerfile;
import naru.build.dockerfile.Dockerfile.Stage;
import naru.build.dockerfile.Expansion;
import naru.build.dockerfile.Instruction;
import naru.build.dockerfile.RunMount;

/// Which stages a target needs, and which of them wait for which. Immutable.
final class StageGraph {
    private final Dockerfile file;
    private final Arguments arguments;
    private final Stage target;

    StageGraph(Dockerfile file, Arguments arguments, Optional<String> target) {
        this.file = file;
        this.arguments = arguments;
        this.target = target.filter(name -> !name.isEmpty())
                .map(name -> file.stage(name, file.stages().size())
                        .orElseThrow(
                                () -> Fault.invalid("target stage \"" + name + "\" could not be found in Dockerfile")))
                .orElseGet(() -> file.stages().getLast());
    }

    Stage target() {
        return target;
    }

    /// The image or stage that FROM names, variables replaced.
    String base(Stage stage) {
        Instruction.From from = stage.from();
        String name = new Expansion(file.escape(), arguments::global).in(from.source(), from.image());
        if (name.isBlank()) {
            throw from.source().fault("base name (" + from.image() + ") should not be blank");
        }
        return name;
    }

    /// The stage that FROM names, if it is one.
    Optional<Stage> parent(Stage stage) {
        String base = base(stage);
        return file.stages().subList(0, stage.index()).reversed().stream()
                .filter(earlier -> earlier.name().filter(base::equalsIgnoreCase).isPresent())
                .findFirst();
    }

    /// The stage that `--from` or a mount's `from` names, if it is one.
    Optional<Stage> source(Stage stage, String reference) {
        return file.stage(reference, stage.index());
    }

    /// The stages that must be there before this one, without repetition.
    Set<Stage> needs(Stage stage) {
        Set<Stage> needs = new LinkedHashSet<>(parent(stage).stream().toList());
        for (Instruction instruction : stage.instructions()) {
            for (String reference : references(instruction)) {
                source(stage, reference).ifPresent(needs::add);
            }
        }
        return needs;
    }

    private static List<String> references(Instruction instruction) {
        return switch (instruction) {
            case Instruction.Copy copy -> copy.from().stream().toList();
            case Instruction.Run run ->
                run.mounts().stream()
                        .flatMap(mount -> mount instanceof RunMount.Bind bind
                                ? bind.from().stream()
                                : java.util.stream.Stream.empty())
                        .toList();
            default -> List.of();
        };
    }

    /// The target and all it needs, in the file's order.
    List<Stage> needed() {
        Set<Integer> found = new TreeSet<>();
        List<Stage> todo = new ArrayList<>(List.of(target));
        while (!todo.isEmpty()) {
            Stage next = todo.removeLast();
            if (found.add(next.index())) {
                todo.addAll(needs(next));
            }
        }
        return found.stream().map(file.stages()::get).toList();
    }
}
