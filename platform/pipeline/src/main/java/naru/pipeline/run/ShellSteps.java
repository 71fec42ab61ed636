package naru.pipeline.run;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import naru.pipeline.script.Interpolated;
import naru.pipeline.script.Interpreter;
import naru.pipeline.workshop.Workshop;
import org.jspecify.annotations.Nullable;

/// `sh`, `echo` and those for folders and files.
final class ShellSteps {
    /// Reads the script into a file that only its user reads, so that no argument list ever holds it. Both streams are
    /// one, in the order of their writing, unless the script takes one of them.
    private static final String RUN = "umask 077; mkdir -p \"$2\" && cat >\"$1\" || exit 126; umask 022;"
            + " if [ \"$4\" = one ]; then exec 2>&1; fi;"
            + " if [ \"$3\" = own ]; then chmod 700 \"$1\"; \"$1\" </dev/null; else /bin/sh -xe \"$1\" </dev/null; fi;"
            + " code=$?; rm -f \"$1\"; exit $code";

    private ShellSteps() {}

    static void add(Map<String, Step> steps) {
        steps.put("sh", ShellSteps::sh);
        steps.put("echo", (host, given, _) -> {
            host.current().log().line(given.text("message", 0, ""));
            return null;
        });
        steps.put("pwd", (host, given, _) -> {
            host.place("pwd", given.arguments().at());
            return given.flag("tmp", false)
                    ? host.environment().get("WORKSPACE_TMP")
                    : host.frame().folder();
        });
        steps.put("dir", ShellSteps::dir);
        steps.put("deleteDir", (host, given, i) -> {
            host.shell("deleteDir", given.arguments().at(), i)
                    .take(given.arguments().at(), "find . -mindepth 1 -delete");
            return null;
        });
        steps.put("cleanWs", steps.get("deleteDir"));
        steps.put("isUnix", (_, _, _) -> true);
        steps.put(
                "fileExists",
                (host, given, i) -> host.shell("fileExists", given.arguments().at(), i)
                                .test("test -e \"$1\"", host.resolve(given.required("file", 0)))
                        == 0);
        steps.put("readFile", (host, given, i) -> {
            String text = host.shell("readFile", given.arguments().at(), i)
                    .take(given.arguments().at(), "cat -- \"$1\"", host.resolve(given.required("file", 0)));
            i.budget().text(text.length());
            return text;
        });
        steps.put("writeFile", ShellSteps::writeFile);
    }

    private static @Nullable Object writeFile(StepHost host, Given given, Interpreter interpreter) {
        host.shell("writeFile", given.arguments().at(), interpreter)
                .give(
                        given.arguments().at(),
                        Shell.input(given.required("text", 1)),
                        "mkdir -p -- \"$(dirname -- \"$1\")\" && cat >\"$1\"",
                        host.resolve(given.required("file", 0)));
        return null;
    }

    private static @Nullable Object dir(StepHost host, Given given, Interpreter interpreter) {
        String folder = host.resolve(given.required("path", 0));
        host.shell("dir", given.arguments().at(), interpreter)
                .take(given.arguments().at(), "mkdir -p -- \"$1\"", folder);
        return host.within(host.frame().in(folder), () -> interpreter.call(given.block()));
    }

    private static @Nullable Object sh(StepHost host, Given given, Interpreter interpreter) {
        String script = given.required("script", 0);
        warn(host, given.value("script", 0));
        boolean taken = given.flag("returnStdout", false);
        Shell shell = host.shell("sh", given.arguments().at(), interpreter);
        Shell.Capture capture = new Shell.Capture(Shell.LARGEST);
        RunLog log = host.current().log();
        given.text("label", -1).ifPresent(label -> log.line("[" + label + "]"));
        int code;
        try (RunLog.Sink out = log.sink();
                RunLog.Sink err = log.sink()) {
            code = shell.run(words(host, script, taken), Shell.input(script), taken ? capture : out, err);
        }
        if (given.flag("returnStatus", false)) {
            return code;
        }
        if (code != 0) {
            throw Current.abort(
                    "script returned exit code " + code, given.arguments().at());
        }
        capture.refuseCut(given.arguments().at());
        interpreter.budget().text(capture.text().length());
        return taken ? capture.text() : null;
    }

    private static List<String> words(StepHost host, String script, boolean taken) {
        String folder = host.environment().getOrDefault("WORKSPACE_TMP", "/tmp") + "/scripts";
        String file = folder + "/" + host.current().next() + ".sh";
        return List.of(
                "/bin/sh",
                "-c",
                RUN,
                "sh",
                file,
                folder,
                script.startsWith("#!") ? "own" : "shell",
                taken ? "two" : "one");
    }

    /// Says, as Jenkins does, that the script put a secret into a command itself.
    private static void warn(StepHost host, @Nullable Object script) {
        Masker masker = host.current().log().masker();
        String names = Interpolated.partsOf(script).stream()
                .filter(part -> masker.holds(part.value()))
                .map(Interpolated.Part::source)
                .distinct()
                .collect(Collectors.joining(", "));
        if (!names.isEmpty()) {
            host.current()
                    .log()
                    .line(
                            "Warning: a secret was passed to \"sh\" using Groovy String interpolation, which is insecure: "
                                    + names + " (single quotes let the shell read it from its environment)");
        }
    }

    /// Bytes of a place's program into something else.
    static Workshop.Output into(java.io.OutputStream out, long limit) {
        long[] written = {0};
        return (bytes, length) -> {
            written[0] += length;
            if (written[0] > limit) {
                throw naru.base.Fault.tooLarge("more than " + (limit >> 20) + " MB");
            }
            try {
                out.write(bytes, 0, length);
            } catch (java.io.IOException e) {
                throw naru.base.Fault.unavailable("cannot keep files: " + e.getMessage(), e);
            }
        };
    }
}
