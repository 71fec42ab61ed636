package naru.pipeline.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import naru.base.Fault;
import naru.pipeline.git.Repository;
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
    /// @param dockerfile what the image is built from, instead of being named
    record Wanted(String image, String args, boolean pull, boolean reuse, Optional<Dockerfile> dockerfile) {
        static final Wanted ANY = new Wanted("", "", false, false, Optional.empty());

        Wanted built(String id) {
            return new Wanted(id, args, false, reuse, Optional.empty());
        }
    }

    /// A Dockerfile of the repository.
    ///
    /// @param filename its name
    /// @param dir its folder, which is the context; empty is the repository's own
    /// @param options of `docker build`
    record Dockerfile(String filename, String dir, String options) {}

    /// A scripted `node`.
    static @Nullable Object node(StepHost host, Interpreter interpreter, Callable<@Nullable Object> body) {
        return within(host, interpreter, Wanted.ANY, body);
    }

    /// Opens a place, runs the body in it, closes it whatever happens.
    static @Nullable Object within(
            StepHost host, Interpreter interpreter, Wanted wanted, Callable<@Nullable Object> body) {
        Workshop.PlaceSpec spec = spec(host, image(host, interpreter, wanted));
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
                return host.within(host.frame().with(kubeconfig(host, place, interpreter, temporary)), body);
            });
        } finally {
            interpreter.<@Nullable Object>unlocked(() -> {
                place.close();
                return null;
            });
        }
    }

    /// Where kubectl finds how to reach the cluster, if the job may use it.
    private static Map<String, String> kubeconfig(
            StepHost host, Place place, Interpreter interpreter, String temporary) {
        String file = temporary + "/kubeconfig";
        return host.current()
                .setup()
                .cluster()
                .map(access -> {
                    new Shell(host, place, interpreter)
                            .give(Position.NONE, Shell.input(access.kubeconfig()), "umask 077; cat >\"$1\"", file);
                    return Map.of("KUBECONFIG", file);
                })
                .orElse(Map.of());
    }

    /// Builds the image, from a checkout of the run's commit, if it is not named.
    private static Wanted image(StepHost host, Interpreter interpreter, Wanted wanted) {
        if (wanted.dockerfile().isEmpty()) {
            return wanted;
        }
        Dockerfile file = wanted.dockerfile().get();
        Setup setup = host.current().setup();
        Path checkout = setup.scratch().resolve("dockerfile-" + host.current().next());
        Path context = checkout.resolve(file.dir()).normalize();
        if (!context.startsWith(checkout)) {
            throw Fault.invalid("the Dockerfile's dir must stay inside the repository: " + file.dir());
        }
        host.current().log().line("Building " + file.filename());
        return interpreter.unlocked(() -> {
            setup.checkout().into(checkout);
            try (RunLog.Sink progress = host.current().log().sink()) {
                List<String> options = words(file.options());
                Workshop.BuildSpec spec = new Workshop.BuildSpec(context, file.filename(), options);
                return wanted.built(setup.workshop().build(spec, progress));
            } finally {
                Repository.delete(checkout);
            }
        });
    }

    private static List<String> words(String options) {
        return options.isBlank() ? List.of() : List.of(options.strip().split("\\s+"));
    }

    private static Workshop.PlaceSpec spec(StepHost host, Wanted wanted) {
        Setup setup = host.current().setup();
        int number = host.current().next();
        String name = setup.job() + "-" + setup.number() + "-" + number;
        String around = host.frame().environment().get("NARU_WORKSPACE");
        String workspace = wanted.reuse() && around != null ? around : name;
        host.current().workspaces().add(workspace);
        String image = wanted.image().isEmpty() ? setup.image() : wanted.image();
        return new Workshop.PlaceSpec(
                name,
                image,
                wanted.pull(),
                workspace,
                mounts(setup),
                setup.docker(),
                Map.of(),
                Optional.empty(),
                words(wanted.args()));
    }

    private static List<Workshop.Mount> mounts(Setup setup) {
        return Stream.concat(setup.mounts().stream(), setup.toolbox().mounts().stream())
                .toList();
    }
}
