package naru.app.workshop;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import naru.base.Fault;
import naru.build.BuildOptions;
import naru.build.BuildProgress;
import naru.build.BuildRequest;
import naru.build.Builder;
import naru.image.LayerPacker;
import naru.linux.InRoot;
import naru.pipeline.workshop.Workshop;

/// Builds the images of `agent { dockerfile … }` with the engine's builder, from a folder as its context.
final class WorkshopBuilds {
    private static final int PIPE = 64 * 1024;

    private final Builder builder;

    WorkshopBuilds(Builder builder) {
        this.builder = builder;
    }

    String build(Workshop.BuildSpec spec, Workshop.Output progress) throws InterruptedException {
        Wanted wanted = read(spec.options());
        try (InRoot context = InRoot.open(spec.context())) {
            PipedInputStream in = new PipedInputStream(PIPE);
            PipedOutputStream out = new PipedOutputStream(in);
            Thread packer = Thread.ofVirtual().start(() -> pack(context, out));
            try {
                return builder.build(request(spec, wanted, in), lines(progress));
            } finally {
                in.close();
                packer.join();
            }
        } catch (IOException e) {
            throw Fault.internal("cannot send the build context: " + e.getMessage(), e);
        }
    }

    private static void pack(InRoot context, PipedOutputStream out) {
        try (out) {
            LayerPacker.files(context, out);
        } catch (IOException e) {
            System.getLogger("naru.app").log(System.Logger.Level.DEBUG, "the builder took only part of the context", e);
        }
    }

    private static BuildRequest request(Workshop.BuildSpec spec, Wanted wanted, PipedInputStream context) {
        BuildOptions plain = BuildOptions.DEFAULT;
        BuildOptions options = new BuildOptions(
                wanted.noCache,
                wanted.pull,
                plain.squash(),
                plain.network(),
                plain.extraHosts(),
                plain.platform(),
                plain.limits(),
                plain.cacheFrom());
        return new BuildRequest(
                context,
                spec.dockerfile(),
                Optional.empty(),
                wanted.arguments,
                new LinkedHashMap<>(),
                Optional.ofNullable(wanted.target.isEmpty() ? null : wanted.target),
                List.of(),
                options,
                Map.of(),
                Map.of());
    }

    /// What the options ask for.
    private static final class Wanted {
        final SequencedMap<String, String> arguments = new LinkedHashMap<>();
        String target = "";
        boolean noCache;
        boolean pull;
    }

    private static Wanted read(List<String> options) {
        Wanted wanted = new Wanted();
        Iterator<String> words = apart(options).iterator();
        while (words.hasNext()) {
            String option = words.next();
            switch (option) {
                case "--build-arg" -> {
                    String[] pair = value(option, words).split("=", 2);
                    wanted.arguments.put(pair[0], pair.length > 1 ? pair[1] : "");
                }
                case "--target" -> wanted.target = value(option, words);
                case "--no-cache" -> wanted.noCache = true;
                case "--pull" -> wanted.pull = true;
                default ->
                    throw Fault.invalid(
                            "additionalBuildArgs knows --build-arg, --target, --no-cache and --pull, not " + option);
            }
        }
        return wanted;
    }

    /// `--option=value` as two words.
    private static List<String> apart(List<String> options) {
        List<String> words = new ArrayList<>();
        for (String option : options) {
            int equals = option.indexOf('=');
            boolean joined = option.startsWith("--") && equals > 0;
            words.addAll(joined ? List.of(option.substring(0, equals), option.substring(equals + 1)) : List.of(option));
        }
        return words;
    }

    private static String value(String option, Iterator<String> words) {
        if (!words.hasNext()) {
            throw Fault.invalid("additionalBuildArgs: " + option + " needs a value");
        }
        return words.next();
    }

    private static BuildProgress lines(Workshop.Output progress) {
        return new BuildProgress() {
            @Override
            public void stream(String text) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                progress.write(bytes, bytes.length);
            }

            @Override
            public void image(String id) {}

            @Override
            public void pulling(String layer, String status, long current, long total) {}
        };
    }
}
