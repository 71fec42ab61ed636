package naru.build;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import naru.build.dockerfile.Dockerfile;
import naru.build.dockerfile.Expansion;
import naru.build.dockerfile.Instruction;
import org.jspecify.annotations.Nullable;

/// The values of ARG: those given with the build, those before the first FROM, those every build has.
///
/// Safe for use by many threads: stages ask it at the same time.
final class Arguments {
    private static final Set<String> PROXIES =
            Set.of("http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy");

    private final SequencedMap<String, String> given;
    private final Map<String, String> automatic;
    private final SequencedMap<String, String> globals = new LinkedHashMap<>();
    private final Set<String> consumed = ConcurrentHashMap.newKeySet();

    Arguments(SequencedMap<String, String> given, Dockerfile file, String target) {
        this.given = given;
        this.automatic = platform(target);
        Expansion expansion = new Expansion(file.escape(), this::global);
        for (Instruction.Arg arg : file.globals()) {
            for (Instruction.Declared name : arg.names()) {
                value(name.name(), name.value().map(v -> expansion.in(arg.source(), v)))
                        .ifPresent(value -> globals.put(name.name(), value));
            }
        }
    }

    private static Map<String, String> platform(String target) {
        String cpu = switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            case String other -> other;
        };
        return Map.of(
                "BUILDPLATFORM",
                "linux/" + cpu,
                "BUILDOS",
                "linux",
                "BUILDARCH",
                cpu,
                "BUILDVARIANT",
                "",
                "TARGETPLATFORM",
                "linux/" + cpu,
                "TARGETOS",
                "linux",
                "TARGETARCH",
                cpu,
                "TARGETVARIANT",
                "",
                "TARGETSTAGE",
                target);
    }

    /// The value in FROM: a global argument or one that every build has.
    Optional<String> global(String name) {
        @Nullable String value = globals.get(name);
        return value != null ? Optional.of(value) : Optional.ofNullable(automatic.get(name));
    }

    /// The value of an argument that a stage declares, with its default.
    Optional<String> value(String name, Optional<String> fallback) {
        @Nullable String value = given.get(name);
        if (value != null) {
            consumed.add(name);
            return Optional.of(value);
        }
        return fallback.isPresent() ? fallback : global(name);
    }

    /// Proxies that were given: RUN sees them without ARG.
    SequencedMap<String, String> proxies() {
        SequencedMap<String, String> found = new LinkedHashMap<>();
        given.forEach((name, value) -> {
            if (isProxy(name)) {
                found.put(name, value);
            }
        });
        return found;
    }

    static boolean isProxy(String name) {
        return PROXIES.contains(name.toLowerCase(Locale.ROOT));
    }

    /// Names that were given and that no ARG declared, sorted.
    List<String> unused() {
        Set<String> names = new TreeSet<>(given.keySet());
        names.removeAll(consumed);
        names.removeIf(Arguments::isProxy);
        return List.copyOf(names);
    }

    /// SOURCE_DATE_EPOCH, if given: no file's time is later.
    Optional<java.time.Instant> epoch() {
        return Optional.ofNullable(new TreeMap<>(given).get("SOURCE_DATE_EPOCH"))
                .filter(text -> text.matches("\\d{1,12}"))
                .map(text -> java.time.Instant.ofEpochSecond(Long.parseLong(text)));
    }
}
