package naru.pipeline.run;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import naru.pipeline.credential.Secret;
import naru.pipeline.script.Interpreter;
import naru.pipeline.script.Position;
import naru.pipeline.script.Values;
import org.jspecify.annotations.Nullable;

/// Credentials in environment variables and files, hidden in the log from then on.
final class SecretSteps {
    private static final List<String> BINDINGS = List.of(
            "string",
            "usernamePassword",
            "usernameColonPassword",
            "file",
            "sshUserPrivateKey",
            "booleanParam",
            "choice",
            "text",
            "password");
    private static final Map<String, String> LONG_NAMES = Map.of(
            "StringBinding", "string",
            "UsernamePasswordMultiBinding", "usernamePassword",
            "UsernamePasswordBinding", "usernameColonPassword",
            "FileBinding", "file",
            "SSHUserPrivateKeyBinding", "sshUserPrivateKey");

    private SecretSteps() {}

    static void add(Map<String, Step> steps) {
        for (String name : BINDINGS) {
            steps.put(name, (_, given, _) -> binding(name, given));
        }
        steps.put("credentials", (_, given, _) -> new Things.Credential(given.required("credentialsId", 0)));
        steps.put("withCredentials", SecretSteps::withCredentials);
    }

    private static Object binding(String name, Given given) {
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        map.put("$class", name);
        map.putAll(given.arguments().named());
        return map;
    }

    private static @Nullable Object withCredentials(StepHost host, Given given, Interpreter interpreter) {
        if (!(given.value("bindings", 0) instanceof List<?> list)) {
            throw given.missing("a list such as [string(credentialsId: 'id', variable: 'NAME')]");
        }
        Files files = new Files(host, interpreter, given.arguments().at());
        Map<String, String> environment = new LinkedHashMap<>();
        for (Object each : list) {
            if (!(each instanceof Map<?, ?> map)) {
                throw given.missing("bindings such as string(…)");
            }
            bind(host, given, map, files, environment);
        }
        return within(host, files, environment, () -> interpreter.call(given.block()));
    }

    /// Runs a body with variables, then takes the files away.
    static @Nullable Object within(
            StepHost host, Files files, Map<String, String> environment, Callable<@Nullable Object> body) {
        try {
            return host.within(host.frame().with(environment), body);
        } finally {
            files.remove();
        }
    }

    private static void bind(StepHost host, Given given, Map<?, ?> map, Files files, Map<String, String> environment) {
        String kind = Values.text(map.get("$class"));
        String bound = LONG_NAMES.getOrDefault(kind.substring(kind.lastIndexOf('.') + 1), kind);
        Secret secret = secret(host, text(given, map, "credentialsId"));
        switch (secret) {
            case Secret.Text t when bound.equals("string") -> environment.put(text(given, map, "variable"), t.value());
            case Secret.Password p
            when bound.equals("usernamePassword") -> {
                environment.put(text(given, map, "usernameVariable"), p.username());
                environment.put(text(given, map, "passwordVariable"), p.password());
            }
            case Secret.Password p
            when bound.equals("usernameColonPassword") -> {
                String both = p.username() + ":" + p.password();
                host.current().log().masker().hide(both);
                environment.put(text(given, map, "variable"), both);
            }
            case Secret.FileContent f
            when bound.equals("file") ->
                environment.put(text(given, map, "variable"), files.write(f.fileName(), f.bytes()));
            case Secret.SshKey k
            when bound.equals("sshUserPrivateKey") -> {
                environment.put(text(given, map, "keyFileVariable"), files.write("key", StepHost.utf8(k.key())));
                if (map.get("usernameVariable") != null) {
                    environment.put(text(given, map, "usernameVariable"), k.username());
                }
            }
            default ->
                throw Current.abort(
                        "credential '" + text(given, map, "credentialsId") + "' is of kind " + secret.kind()
                                + " and cannot be bound by " + bound + "(…)",
                        given.arguments().at());
        }
    }

    private static String text(Given given, Map<?, ?> map, String name) {
        Object value = map.get(name);
        if (value == null) {
            throw given.missing("'" + name + "' in the binding");
        }
        return Values.text(value);
    }

    /// A credential's value, hidden in the log.
    static Secret secret(StepHost host, String id) {
        Secret secret = host.current().setup().secrets().apply(id);
        secret.values().forEach(host.current().log().masker()::hide);
        return secret;
    }

    /// What `NAME = credentials('id')` sets.
    static Map<String, String> variables(StepHost host, String name, String id, Files files) {
        Map<String, String> all = new LinkedHashMap<>();
        switch (secret(host, id)) {
            case Secret.Text t -> all.put(name, t.value());
            case Secret.Password p -> {
                all.put(name, p.username() + ":" + p.password());
                all.put(name + "_USR", p.username());
                all.put(name + "_PSW", p.password());
            }
            case Secret.FileContent f -> all.put(name, files.write(f.fileName(), f.bytes()));
            case Secret.SshKey k -> {
                all.put(name, files.write("key", StepHost.utf8(k.key())));
                all.put(name + "_USR", k.username());
            }
        }
        return all;
    }

    /// Secret files in a place, in a folder that only the place's user reads.
    static final class Files {
        private final StepHost host;
        private final Interpreter interpreter;
        private final Position at;
        private final List<String> folders = new ArrayList<>();

        Files(StepHost host, Interpreter interpreter, Position at) {
            this.host = host;
            this.interpreter = interpreter;
            this.at = at;
        }

        String write(String name, byte[] content) {
            Shell shell = host.shell("a credential's file", at, interpreter);
            String folder = host.environment().get("WORKSPACE_TMP") + "/secretFiles/"
                    + host.current().next();
            folders.add(folder);
            String file = folder + "/" + name.replaceAll("[^A-Za-z0-9._-]", "_").replaceFirst("^\\.+$", "_");
            shell.give(
                    at,
                    new ByteArrayInputStream(content),
                    "umask 077; mkdir -p -- \"$1\" && cat >\"$2\"",
                    folder,
                    file);
            return file;
        }

        void remove() {
            for (String folder : folders) {
                host.shell("a credential's file", at, interpreter).test("rm -rf -- \"$1\"", folder);
            }
        }
    }
}
