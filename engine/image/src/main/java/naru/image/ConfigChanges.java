package naru.image;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.base.Fault;
import naru.base.Json;

/// Instructions that change a configuration without a build: `--change` of import and commit.
public final class ConfigChanges {
    private static final Pattern PAIR = Pattern.compile("([^\\s=]+)=(\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|\\S*)\\s*");
    private static final List<String> SHELL = List.of("/bin/sh", "-c");

    private ConfigChanges() {}

    /// Applies instructions in order; one that is unknown or malformed is an INVALID fault.
    public static ImageConfig apply(ImageConfig config, List<String> instructions) {
        ImageConfig changed = config;
        for (String line : instructions) {
            String[] parts = line.strip().split("\\s+", 2);
            changed = one(changed, parts[0].toUpperCase(Locale.ROOT), parts.length > 1 ? parts[1].strip() : "", line);
        }
        return changed;
    }

    private static ImageConfig one(ImageConfig c, String verb, String rest, String line) {
        if (rest.isEmpty()) {
            throw Fault.invalid("the change \"" + line + "\" says nothing");
        }
        Draft draft = new Draft(c);
        switch (verb) {
            case "CMD" -> draft.cmd = command(rest, c);
            case "ENTRYPOINT" -> draft.entrypoint = command(rest, c);
            case "ENV" -> draft.env = env(c.env(), pairs(rest, line));
            case "LABEL" -> draft.labels.putAll(pairs(rest, line));
            case "EXPOSE" -> words(rest).forEach(port -> draft.ports.add(port(port)));
            case "VOLUME" -> draft.volumes.addAll(rest.startsWith("[") ? array(rest) : words(rest));
            case "USER" -> draft.user = rest;
            case "WORKDIR" -> draft.workingDir = rest.startsWith("/") ? rest : c.workingDir() + "/" + rest;
            case "STOPSIGNAL" -> draft.stopSignal = rest;
            case "ONBUILD" -> draft.onBuild.add(rest);
            case "SHELL" -> draft.shell = array(rest);
            default ->
                throw Fault.invalid(verb.toLowerCase(Locale.ROOT)
                        + " is not a valid change command: use CMD, ENTRYPOINT, ENV, EXPOSE, LABEL, ONBUILD,"
                        + " SHELL, STOPSIGNAL, USER, VOLUME or WORKDIR");
        }
        return draft.done();
    }

    /// A configuration in the making.
    private static final class Draft {
        private final ImageConfig old;
        private List<String> entrypoint;
        private List<String> cmd;
        private List<String> env;
        private String workingDir;
        private String user;
        private final TreeSet<String> ports;
        private final TreeSet<String> volumes;
        private final Map<String, String> labels;
        private String stopSignal;
        private List<String> shell;
        private final List<String> onBuild;

        Draft(ImageConfig old) {
            this.old = old;
            entrypoint = old.entrypoint();
            cmd = old.cmd();
            env = old.env();
            workingDir = old.workingDir();
            user = old.user();
            ports = new TreeSet<>(old.exposedPorts());
            volumes = new TreeSet<>(old.volumes());
            labels = new TreeMap<>(old.labels());
            stopSignal = old.stopSignal();
            shell = old.shell();
            onBuild = new ArrayList<>(old.onBuild());
        }

        ImageConfig done() {
            Optional<Healthcheck> health = old.healthcheck();
            return new ImageConfig(
                    entrypoint, cmd, env, workingDir, user, ports, volumes, labels, stopSignal, health, shell, onBuild);
        }
    }

    private static List<String> command(String rest, ImageConfig config) {
        if (rest.startsWith("[")) {
            return array(rest);
        }
        List<String> words = new ArrayList<>(config.shell().isEmpty() ? SHELL : config.shell());
        words.add(rest);
        return words;
    }

    private static List<String> array(String json) {
        return List.of(Json.read(json.getBytes(java.nio.charset.StandardCharsets.UTF_8), String[].class));
    }

    private static List<String> words(String rest) {
        return List.of(rest.split("\\s+"));
    }

    private static String port(String text) {
        if (!text.matches("\\d{1,5}(-\\d{1,5})?(/(tcp|udp|sctp))?")) {
            throw Fault.invalid("invalid containerPort: " + text);
        }
        return text.contains("/") ? text : text + "/tcp";
    }

    private static Map<String, String> pairs(String rest, String line) {
        Map<String, String> pairs = new LinkedHashMap<>();
        if (!rest.split("\\s", 2)[0].contains("=")) {
            String[] old = rest.split("\\s+", 2);
            if (old.length < 2) {
                throw Fault.invalid("the change \"" + line + "\" has no value");
            }
            pairs.put(old[0], old[1]);
            return pairs;
        }
        Matcher matcher = PAIR.matcher(rest);
        int at = 0;
        while (at < rest.length()) {
            if (!matcher.find(at) || matcher.start() != at) {
                throw Fault.invalid("the change \"" + line + "\" is malformed at \"" + rest.substring(at) + "\"");
            }
            pairs.put(matcher.group(1), unquote(matcher.group(2)));
            at = matcher.end();
        }
        return pairs;
    }

    private static String unquote(String value) {
        boolean quoted = value.length() >= 2 && (value.startsWith("\"") || value.startsWith("'"));
        String inner = quoted ? value.substring(1, value.length() - 1) : value;
        return value.startsWith("\"") ? inner.replaceAll("\\\\(.)", "$1") : inner;
    }

    private static List<String> env(List<String> old, Map<String, String> changes) {
        Map<String, String> all = new LinkedHashMap<>();
        old.forEach(line -> all.put(line.split("=", 2)[0], line));
        changes.forEach((name, value) -> all.put(name, name + "=" + value));
        return List.copyOf(all.values());
    }
}
