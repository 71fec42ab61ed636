package naru.docker;

import java.nio.charset.StandardCharsets;
import naru.base.Fault;
import naru.base.Json;
import tools.jackson.databind.JsonNode;

/// The `platform` that requests name: images here have one, this machine's.
final class Platforms {
    private Platforms() {}

    /// NOT_FOUND for another platform than this machine's, `linux/amd64` or `{"os":"linux","architecture":"amd64"}`;
    /// INVALID for what is none.
    static void check(String platform) {
        if (platform.isEmpty()) {
            return;
        }
        String text = platform.startsWith("{") ? text(platform) : platform;
        String[] parts = text.split("/", -1);
        if (!text.matches("[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+){0,2}")) {
            throw Fault.invalid("\"" + platform + "\" is an invalid platform: it must be like linux/amd64");
        }
        boolean os = parts[0].equals("linux");
        boolean own = parts.length == 1 ? os || architecture(parts[0]) : os && architecture(parts[1]);
        if (!own) {
            throw Fault.notFound(
                    "no image of platform " + text + " is here: this machine is linux/" + Host.architecture());
        }
    }

    private static boolean architecture(String name) {
        return switch (name) {
            case "x86_64", "x86-64" -> Host.architecture().equals("amd64");
            case "aarch64" -> Host.architecture().equals("arm64");
            default -> name.equals(Host.architecture());
        };
    }

    private static String text(String json) {
        JsonNode platform = Json.tree(json.getBytes(StandardCharsets.UTF_8));
        return platform.path("os").asString("linux") + "/"
                + platform.path("architecture").asString(Host.architecture());
    }
}
