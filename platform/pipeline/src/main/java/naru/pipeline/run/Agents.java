package naru.pipeline.run;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import naru.pipeline.script.Interpreter;
import naru.pipeline.script.Position;
import naru.pipeline.workshop.Place;
import naru.pipeline.workshop.Workshop;
import org.jspecify.annotations.Nullable;

/// Opens places around what runs in them.
final class Agents {
    private Agents() {}

    /// What an agent asks for.
    ///
    /// @param image empty for the job's default
    /// @param args further options of `docker run`
    /// @param pull whether to ask the registry even if the image is here
    /// @param reuse whether the workspace around is used
    record Wanted(String image, String args, boolean pull, boolean reuse) {
        static final Wanted ANY = new Wanted("", "", false, false);
    }

    /// A scripted `node`.
    static @Nullable Object node(StepHost host, Interpreter interpreter, Callable<@Nullable Object> body) {
        return within(host, interpreter, Wanted.ANY, body);
    }

    /// Opens a place, runs the body in it, closes it whatever happens.
    static @Nullable Object within(
            StepHost host, Interpreter interpreter, Wanted wanted, Callable<@Nullable Object> body) {
        Workshop.PlaceSpec spec = spec(host, wanted);
        RunLog log = host.current().log();
        log.line("Running in " + spec.image());
        Place place = interpreter.unlocked(() -> {
            try (RunLog.Sink progress = log.sink()) {
                return host.current().setup().workshop().open(spec, progress);
            }
        });
        try {
            String temporary = place.workspace() + "@tmp";
            Frame frame = new Frame(place, place.workspace(), host.frame().environment())
                    .with(Map.of(
                            "WORKSPACE",
                            place.workspace(),
                            "WORKSPACE_TMP",
                            temporary,
                            "NARU_WORKSPACE",
                            spec.workspace()));
            return host.within(frame, () -> {
                new Shell(host, place, interpreter)
                        .take(Position.NONE, "cd / && mkdir -p -- \"$1\" \"$2\"", place.workspace(), temporary);
                return body.call();
            });
        } finally {
            interpreter.<@Nullable Object>unlocked(() -> {
                place.close();
                return null;
            });
        }
    }

    private static Workshop.PlaceSpec spec(StepHost host, Wanted wanted) {
        Setup setup = host.current().setup();
        int number = host.current().next();
        String name = setup.job() + "-" + setup.number() + "-" + number;
        String around = host.frame().environment().get("NARU_WORKSPACE");
        String workspace = wanted.reuse() && around != null ? around : name;
        host.current().workspaces().add(workspace);
        String image = wanted.image().isEmpty() ? setup.image() : wanted.image();
        List<String> options = wanted.args().isBlank()
                ? List.of()
                : List.of(wanted.args().strip().split("\\s+"));
        return new Workshop.PlaceSpec(
                name,
                image,
                wanted.pull(),
                workspace,
                mounts(setup),
                setup.docker(),
                Map.of(),
                Optional.empty(),
                options);
    }

    private static List<Workshop.Mount> mounts(Setup setup) {
        return Stream.concat(setup.mounts().stream(), setup.toolbox().mounts().stream())
                .toList();
    }
}
