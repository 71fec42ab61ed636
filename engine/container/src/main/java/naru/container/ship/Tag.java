package naru.container.ship;

import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import naru.base.Fault;

/// `--log-opt tag=…`: the few words of Docker's templates that name a container.
final class Tag {
    private static final Pattern WORD = Pattern.compile("\\{\\{\\s*(.*?)\\s*}}");
    private static final String DEFAULT = "{{.ID}}";

    private Tag() {}

    /// The tag of a container; INVALID for a word that is not known.
    static String of(Map<String, String> options, Origin origin) {
        String template = options.getOrDefault("tag", "");
        return WORD.matcher(template.isEmpty() ? DEFAULT : template).replaceAll(word -> quoted(word, origin));
    }

    private static String quoted(MatchResult word, Origin origin) {
        return java.util.regex.Matcher.quoteReplacement(value(word.group(1), origin));
    }

    private static String value(String word, Origin origin) {
        return switch (word) {
            case ".ID" -> origin.shortId();
            case ".FullID", ".ContainerID" -> origin.id();
            case ".Name" -> origin.name();
            case ".ContainerName" -> "/" + origin.name();
            case ".ImageID" -> origin.imageId().replace("sha256:", "").substring(0, 12);
            case ".ImageFullID", ".ContainerImageID" -> origin.imageId();
            case ".ImageName", ".ContainerImageName" -> origin.imageName();
            case ".Command" -> String.join(" ", origin.command());
            case ".Hostname" -> origin.host();
            case ".DaemonName" -> "docker";
            default -> throw Fault.invalid("failed to parse log tag: unknown word {{" + word + "}}");
        };
    }
}
