package naru.pipeline.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import naru.base.Fault;
import naru.pipeline.credential.Secret;
import naru.pipeline.git.Repository;
import naru.pipeline.script.Interpreter;
import naru.pipeline.script.Position;
import org.jspecify.annotations.Nullable;

/// Sources into a workspace: fetched outside, unpacked inside.
final class ScmSteps {
    private ScmSteps() {}

    static void add(Map<String, Step> steps) {
        steps.put("checkout", (host, given, i) -> {
            if (!(given.value("scm", 0) instanceof Things.Scm)) {
                throw given.missing("scm: 'checkout scm' is what is built; 'git' fetches other repositories");
            }
            return checkout(host, i, given.arguments().at());
        });
        steps.put("git", (host, given, i) -> {
            Optional<Secret> login = given.text("credentialsId", -1).map(id -> SecretSteps.secret(host, id));
            String branch = given.text("branch", -1, "main");
            String url = given.required("url", 0);
            Path folder = folder(host);
            host.current().log().line("Cloning " + url + " (" + branch + ")");
            String commit = i.unlocked(() -> host.current().setup().checkout().other(url, branch, login, folder));
            transfer(host, i, folder, given.arguments().at());
            return answer(commit, branch, url);
        });
    }

    /// Puts the run's commit into the current folder.
    static Object checkout(StepHost host, Interpreter interpreter, Position at) {
        Setup setup = host.current().setup();
        Path folder = folder(host);
        host.current().log().line("Checking out " + setup.commit() + " (" + setup.branch() + ")");
        interpreter.<@Nullable Object>unlocked(() -> {
            setup.checkout().into(folder);
            return null;
        });
        transfer(host, interpreter, folder, at);
        return answer(setup.commit(), setup.branch(), setup.repository());
    }

    private static Path folder(StepHost host) {
        return host.current()
                .setup()
                .scratch()
                .resolve("checkout-" + host.current().next());
    }

    private static Object answer(String commit, String branch, String url) {
        Map<@Nullable Object, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("GIT_COMMIT", commit);
        answer.put("GIT_BRANCH", "origin/" + branch);
        answer.put("GIT_LOCAL_BRANCH", branch);
        answer.put("GIT_URL", url);
        return answer;
    }

    private static void transfer(StepHost host, Interpreter interpreter, Path folder, Position at) {
        Shell shell = host.shell("checkout", at, interpreter);
        try {
            Process tar = new ProcessBuilder("tar", "--owner=0", "--group=0", "-cf", "-", "-C", folder.toString(), ".")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (InputStream in = tar.getInputStream()) {
                shell.give(at, in, "tar -xf -");
                if (interpreter.unlocked(() -> end(tar, in)) != 0) {
                    throw Fault.internal("cannot pack the checkout in " + folder, null);
                }
            } finally {
                tar.destroy();
            }
        } catch (IOException e) {
            throw Fault.unavailable("cannot pack the checkout: " + e.getMessage(), e);
        } finally {
            Repository.delete(folder);
        }
    }

    /// The code of a program that packs: who unpacks may be through before it is, since an archive ends with blanks.
    private static int end(Process tar, InputStream rest) throws IOException, InterruptedException {
        rest.transferTo(OutputStream.nullOutputStream());
        return tar.waitFor();
    }
}
