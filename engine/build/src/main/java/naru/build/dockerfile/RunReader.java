package naru.build.dockerfile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads RUN and its mounts.
final class RunReader {
    private static final Set<String> FLAGS = Set.of("mount", "network", "security", "device");
    private static final Set<String> MOUNT_KEYS = Set.of(
            "type",
            "from",
            "source",
            "src",
            "target",
            "dst",
            "destination",
            "readonly",
            "ro",
            "readwrite",
            "rw",
            "required",
            "size",
            "id",
            "sharing",
            "mode",
            "uid",
            "gid",
            "env");
    private static final int PLAIN_MODE = 0755;
    private static final int SECRET_MODE = 0400;

    private final Source source;
    private final Map<String, String> keys = new HashMap<>();

    private RunReader(Source source) {
        this.source = source;
    }

    static Instruction read(LogicalLine line, char escape) {
        Flags flags = Flags.take(line, escape, FLAGS);
        if (!flags.all("device").isEmpty()) {
            throw line.source().unsupported("RUN --device");
        }
        switch (flags.one("security").orElse("sandbox")) {
            case "sandbox" -> {}
            case "insecure" -> throw line.source().unsupported("RUN --security=insecure");
            default ->
                throw line.source().fault("security \"" + flags.one("security").orElse("") + "\" is not valid");
        }
        String network = flags.one("network").orElse("default");
        if (!Set.of("default", "none", "host").contains(network)) {
            throw line.source().fault("invalid network mode: \"" + network + "\"");
        }
        if (flags.rest().isBlank()) {
            throw line.source().fault("RUN requires at least one argument");
        }
        List<RunMount> mounts = new ArrayList<>();
        for (String mount : flags.all("mount")) {
            mounts.add(new RunReader(line.source()).mount(mount));
        }
        return new Instruction.Run(
                line.source(), Instructions.command(line, flags.rest()), line.heredocs(), mounts, network);
    }

    private RunMount mount(String text) {
        for (String field : text.split(",")) {
            int equals = field.indexOf('=');
            String name = (equals < 0 ? field : field.substring(0, equals)).strip();
            if (!MOUNT_KEYS.contains(name)) {
                String near = Nearest.to(name, MOUNT_KEYS)
                        .map(word -> " (did you mean " + word + "?)")
                        .orElse("");
                throw source.fault("unexpected key '" + name + "' in '" + field + "'" + near);
            }
            keys.put(name, equals < 0 ? "true" : Words.unquote(field.substring(equals + 1)));
        }
        return switch (keys.getOrDefault("type", "bind")) {
            case "bind" -> bind();
            case "cache" -> cache();
            case "tmpfs" -> new RunMount.Tmpfs(target(), size());
            case "secret" -> secret();
            case "ssh" -> throw source.unsupported("RUN --mount=type=ssh");
            default -> throw source.fault("unsupported mount type \"" + keys.get("type") + "\"");
        };
    }

    private RunMount bind() {
        return new RunMount.Bind(
                target(), first("source", "src").orElse("/"), first("from"), truth("readwrite") || truth("rw"));
    }

    private RunMount cache() {
        if (first("from").isPresent()) {
            throw source.unsupported("RUN --mount=type=cache,from=");
        }
        RunMount.Sharing sharing = switch (first("sharing").orElse("shared")) {
            case "shared" -> RunMount.Sharing.SHARED;
            case "private" -> RunMount.Sharing.PRIVATE;
            case "locked" -> RunMount.Sharing.LOCKED;
            default -> throw source.fault("unsupported sharing value \"" + keys.get("sharing") + "\"");
        };
        String target = target();
        return new RunMount.Cache(
                target,
                first("id").orElse(target),
                sharing,
                mode(PLAIN_MODE),
                number("uid"),
                number("gid"),
                truth("readonly") || truth("ro"));
    }

    private RunMount secret() {
        Optional<String> given = first("target", "dst", "destination");
        Optional<String> id = first("id", "source", "src").or(() -> given.map(RunReader::lastName));
        String name = id.orElseThrow(
                () -> source.fault("invalid secret: one of source, target required when type is secret"));
        Optional<String> env = first("env");
        return new RunMount.Secret(
                given.orElse("/run/secrets/" + lastName(name)),
                name,
                truth("required"),
                env,
                given.isPresent() || env.isEmpty(),
                mode(SECRET_MODE),
                number("uid"),
                number("gid"));
    }

    private static String lastName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private Optional<String> first(String... names) {
        for (String name : names) {
            String value = keys.getOrDefault(name, "");
            if (!value.isEmpty()) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    private String target() {
        return first("target", "dst", "destination")
                .orElseThrow(() -> source.fault("invalid mount: target is required"));
    }

    private boolean truth(String name) {
        return switch (keys.getOrDefault(name, "false")) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw source.fault("invalid value for " + name + ": " + keys.get(name));
        };
    }

    private int mode(int fallback) {
        try {
            return first("mode").map(text -> Integer.parseInt(text, 8)).orElse(fallback);
        } catch (NumberFormatException _) {
            throw source.fault("invalid value for mode: " + keys.get("mode"));
        }
    }

    private long number(String name) {
        try {
            return first(name).map(Long::parseLong).orElse(0L);
        } catch (NumberFormatException _) {
            throw source.fault("invalid value for " + name + ": " + keys.get(name));
        }
    }

    private long size() {
        String text = first("size").orElse("0").toLowerCase(java.util.Locale.ROOT);
        var m = java.util.regex.Pattern.compile("(\\d{1,12})([kmgt]?)b?").matcher(text);
        if (!m.matches()) {
            throw source.fault("invalid value for size: " + text);
        }
        int shift = m.group(2).isEmpty() ? 0 : 10 * (1 + "kmgt".indexOf(m.group(2)));
        return Long.parseLong(m.group(1)) << shift;
    }
}
