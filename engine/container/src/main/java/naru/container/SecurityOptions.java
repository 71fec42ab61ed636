package naru.container;

import java.nio.charset.StandardCharsets;
import java.util.List;
import naru.base.Fault;
import naru.base.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What `--security-opt` asks for.
///
/// @param noNewPrivileges the process and its children gain none by what they execute
/// @param seccomp `unconfined`, `builtin`, empty for the default, or a profile in JSON as Docker writes them
/// @param appArmor name of a profile, or empty
record SecurityOptions(boolean noNewPrivileges, String seccomp, String appArmor) {
    /// Reads the options; INVALID for one that is unknown or makes no sense.
    static SecurityOptions of(List<String> options) {
        boolean noNewPrivileges = false;
        String seccomp = "";
        String appArmor = "";
        for (String option : options) {
            String[] parts = option.split(option.contains("=") ? "=" : ":", 2);
            String value = parts.length > 1 ? parts[1] : "";
            switch (parts[0]) {
                case "no-new-privileges" -> noNewPrivileges = parts.length == 1 || flag(value);
                case "seccomp" -> seccomp = value;
                case "apparmor" -> appArmor = value;
                case "label" -> {} // SELinux is not in the kernels that Naru runs on
                default -> throw invalid(option, parts.length == 1);
            }
        }
        return new SecurityOptions(noNewPrivileges, seccomp, appArmor).checked();
    }

    private static Fault invalid(String option, boolean bare) {
        return Fault.invalid((bare ? "invalid --security-opt 1: \"" : "invalid --security-opt 2: \"") + option + "\"");
    }

    private static boolean flag(String value) {
        return switch (value) {
            case "true", "1", "t", "T", "TRUE", "True" -> true;
            case "false", "0", "f", "F", "FALSE", "False" -> false;
            default -> throw Fault.invalid("invalid --security-opt 2: \"no-new-privileges=" + value + "\"");
        };
    }

    private SecurityOptions checked() {
        JsonNode own = profile();
        if (own != null && !own.isObject()) {
            throw Fault.invalid("Decoding seccomp profile failed: it is no JSON object");
        }
        return this;
    }

    boolean unconfined() {
        return seccomp.equals("unconfined");
    }

    boolean hasProfile() {
        return profile() != null;
    }

    private @Nullable JsonNode profile() {
        if (seccomp.isEmpty() || unconfined() || seccomp.equals("builtin")) {
            return null;
        }
        try {
            return Json.tree(seccomp.getBytes(StandardCharsets.UTF_8));
        } catch (Fault e) {
            throw new Fault(Fault.Kind.INVALID, "Decoding seccomp profile failed: " + e.sentence(), e);
        }
    }

    /// The filter for a container with these capabilities.
    ObjectNode filter(List<String> capabilities) {
        JsonNode own = profile();
        return own == null ? Seccomp.filter(capabilities) : Seccomp.filter(own, capabilities);
    }
}
