package naru.pipeline.run;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import naru.pipeline.script.Interpreter;
import naru.pipeline.script.Position;
import naru.pipeline.workshop.Place;
import naru.pipeline.workshop.Workshop;

/// Runs programs in a branch's place, while other branches compute.
final class Shell {
    /// The most that a program's output may have when the script takes it, in bytes.
    static final int LARGEST = 4_000_000;

    /// Puts folders of PATH+ variables in front of PATH, then runs what follows.
    private static final String WITH_PATH = "PATH=\"$NARU_PATH:$PATH\"; unset NARU_PATH; export PATH; exec \"$@\"";

    private final StepHost host;
    private final Place place;
    private final Interpreter interpreter;

    Shell(StepHost host, Place place, Interpreter interpreter) {
        this.host = host;
        this.place = place;
        this.interpreter = interpreter;
    }

    /// Runs a program to its end.
    int run(List<String> words, InputStream input, Workshop.Output out, Workshop.Output err) {
        Map<String, String> environment = new LinkedHashMap<>(host.environment());
        String path = environment.remove("PATH+");
        List<String> all = new ArrayList<>();
        if (path != null) {
            environment.put("NARU_PATH", path);
            all.addAll(List.of("/bin/sh", "-c", WITH_PATH, "sh"));
        }
        all.addAll(words);
        String folder = host.frame().folder();
        return interpreter.unlocked(() -> place.run(new Place.Command(all, environment, folder), input, out, err));
    }

    /// Runs a program of few words whose output is taken; fails with its complaint.
    String take(Position at, String script, String... arguments) {
        Capture out = new Capture(LARGEST);
        Capture err = new Capture(10_000);
        int code = run(words(script, arguments), InputStream.nullInputStream(), out, err);
        if (code != 0) {
            throw Current.abort(
                    err.text().strip().isEmpty()
                            ? "exit code " + code
                            : err.text().strip(),
                    at);
        }
        out.refuseCut(at);
        return out.text();
    }

    /// Runs a program of few words that reads something; fails with its complaint.
    void give(Position at, InputStream input, String script, String... arguments) {
        Capture err = new Capture(10_000);
        int code = run(words(script, arguments), input, Workshop.Output.NONE, err);
        if (code != 0) {
            throw Current.abort(
                    err.text().strip().isEmpty()
                            ? "exit code " + code
                            : err.text().strip(),
                    at);
        }
    }

    /// Runs a program of few words and answers its code.
    int test(String script, String... arguments) {
        return run(words(script, arguments), InputStream.nullInputStream(), Workshop.Output.NONE, Workshop.Output.NONE);
    }

    private static List<String> words(String script, String... arguments) {
        List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", script, "sh"));
        words.addAll(List.of(arguments));
        return words;
    }

    static InputStream input(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Keeps output up to a limit.
    static final class Capture implements Workshop.Output {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final int limit;
        private boolean cut;

        Capture(int limit) {
            this.limit = limit;
        }

        @Override
        public synchronized void write(byte[] part, int length) {
            int room = Math.min(length, limit - bytes.size());
            cut |= room < length;
            bytes.write(part, 0, room);
        }

        synchronized String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }

        synchronized void refuseCut(Position at) {
            if (cut) {
                throw Current.abort("the output has more than " + limit + " bytes: write it to a file instead", at);
            }
        }
    }
}
