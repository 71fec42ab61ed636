package naru.pipeline.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import naru.base.Fault;
import naru.pipeline.script.Interpreter;
import naru.pipeline.script.Position;
import org.jspecify.annotations.Nullable;

/// Files by pattern: stashes, artifacts, reports.
final class FileSteps {
    private static final long LARGEST = 2L << 30;
    private static final String DEFAULT_EXCLUDES = "**/.git/**,.git/**";

    private FileSteps() {}

    static void add(Map<String, Step> steps) {
        steps.put("stash", FileSteps::stash);
        steps.put("unstash", FileSteps::unstash);
        steps.put("archiveArtifacts", FileSteps::archive);
        steps.put("junit", FileSteps::junit);
    }

    /// Files of the current folder, relative, that a pattern takes and another does not.
    static List<String> find(Shell shell, Position at, String includes, String excludes) {
        List<Pattern> in = Given.patterns(includes).stream().map(Glob::pattern).toList();
        List<Pattern> out = Given.patterns(excludes).stream().map(Glob::pattern).toList();
        return shell.take(at, "find . \\( -type f -o -type l \\) -print")
                .lines()
                .filter(line -> line.startsWith("./"))
                .map(line -> line.substring(2))
                .filter(file -> in.stream().anyMatch(p -> p.matcher(file).matches()))
                .filter(file -> out.stream().noneMatch(p -> p.matcher(file).matches()))
                .sorted()
                .toList();
    }

    private static void pack(Shell shell, Position at, List<String> files, Path target) {
        String names = files.stream().map(f -> "./" + f + "\n").collect(Collectors.joining());
        Shell.Capture err = new Shell.Capture(10_000);
        try {
            Files.createDirectories(target.getParent() == null ? target : target.getParent());
            try (OutputStream out = Files.newOutputStream(target)) {
                List<String> words = List.of("/bin/sh", "-c", "tar -cf - -T -", "sh");
                int code = shell.run(words, Shell.input(names), ShellSteps.into(out, LARGEST), err);
                if (code != 0) {
                    throw Current.abort("cannot pack files: " + err.text().strip(), at);
                }
            }
        } catch (IOException e) {
            throw Fault.unavailable("cannot keep files in " + target + ": " + e.getMessage(), e);
        }
    }

    private static @Nullable Object stash(StepHost host, Given given, Interpreter interpreter) {
        String name = given.required("name", 0);
        Position at = given.arguments().at();
        if (!name.matches("[A-Za-z0-9._-]{1,100}") || name.startsWith(".")) {
            throw given.missing("a name of letters, digits, '.', '_' and '-'");
        }
        Shell shell = host.shell("stash", at, interpreter);
        String excludes =
                given.text("excludes", -1, "") + (given.flag("useDefaultExcludes", true) ? "," + DEFAULT_EXCLUDES : "");
        List<String> files = find(shell, at, given.text("includes", -1, "**"), excludes);
        if (files.isEmpty() && !given.flag("allowEmpty", false)) {
            throw Current.abort("No files included in stash '" + name + "'", at);
        }
        pack(shell, at, files, stashFile(host, name));
        host.current().stashes().add(name);
        host.current().log().line("Stashed " + files.size() + " file(s)");
        return null;
    }

    private static Path stashFile(StepHost host, String name) {
        return host.current().setup().scratch().resolve("stash-" + name + ".tar");
    }

    private static @Nullable Object unstash(StepHost host, Given given, Interpreter interpreter) {
        String name = given.required("name", 0);
        if (!host.current().stashes().contains(name)) {
            throw Current.abort(
                    "No such saved stash '" + name + "'", given.arguments().at());
        }
        try (InputStream in = Files.newInputStream(stashFile(host, name))) {
            host.shell("unstash", given.arguments().at(), interpreter)
                    .give(given.arguments().at(), in, "tar -xf -");
        } catch (IOException e) {
            throw Fault.unavailable("cannot read the stash: " + e.getMessage(), e);
        }
        return null;
    }

    private static @Nullable Object archive(StepHost host, Given given, Interpreter interpreter) {
        Position at = given.arguments().at();
        Shell shell = host.shell("archiveArtifacts", at, interpreter);
        host.current().log().line("Archiving artifacts");
        String pattern = given.required("artifacts", 0);
        List<String> files = find(shell, at, pattern, given.text("excludes", -1, "") + "," + DEFAULT_EXCLUDES);
        if (!files.isEmpty()) {
            Path target =
                    host.current().setup().artifacts().resolve(host.current().next() + ".tar");
            pack(shell, at, files, target);
        } else if (given.flag("allowEmptyArchive", false)) {
            host.current().log().line("No artifacts found that match the file pattern \"" + pattern + "\"");
        } else {
            throw Current.abort(
                    "No artifacts found that match the file pattern \"" + pattern + "\". Configuration error?", at);
        }
        return null;
    }

    private static Object junit(StepHost host, Given given, Interpreter interpreter) {
        Position at = given.arguments().at();
        Shell shell = host.shell("junit", at, interpreter);
        RunLog log = host.current().log();
        log.line("Recording test results");
        String pattern = given.required("testResults", 0);
        List<String> files = find(shell, at, pattern, "");
        if (files.isEmpty() && !given.flag("allowEmptyResults", false)) {
            throw Current.abort("No test report files were found. Configuration error? (" + pattern + ")", at);
        }
        Reports reports = new Reports();
        for (String file : files) {
            reports.add(file, shell.take(at, "cat -- \"$1\"", "./" + file), at);
        }
        log.line("Tests: " + reports.total() + ", failed: " + reports.failed() + ", skipped: " + reports.skipped());
        reports.names().forEach(name -> log.line("  failed: " + name));
        if (reports.failed() > 0) {
            host.current().worsen(Result.UNSTABLE);
        }
        return reports.summary();
    }
}
