package naru.kube;

import naru.base.Json;
import tools.jackson.databind.node.ObjectNode;

/// Which version of the Kubernetes API is spoken, and by what.
///
/// @param major a number
/// @param minor a number
/// @param naru the product's version
public record Version(int major, int minor, String naru) {
    /// The API that this door speaks.
    public static Version of(String naru) {
        return new Version(1, 32, naru);
    }

    /// As clients show it, such as `v1.32.0+naru-0.1.0`.
    String text() {
        return "v" + major + "." + minor + ".0+naru-" + naru;
    }

    /// What `/version` answers. Clients compare `major` and `minor` as numbers.
    ObjectNode document() {
        String platform = System.getProperty("os.arch", "amd64");
        return Json.mapper()
                .createObjectNode()
                .put("major", Integer.toString(major))
                .put("minor", Integer.toString(minor))
                .put("gitVersion", text())
                .put("gitCommit", "")
                .put("gitTreeState", "clean")
                .put("buildDate", "1970-01-01T00:00:00Z")
                .put("goVersion", "")
                .put("compiler", "")
                .put("platform", "linux/" + (platform.equals("aarch64") ? "arm64" : platform));
    }
}
