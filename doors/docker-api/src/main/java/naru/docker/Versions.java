package naru.docker;

import java.util.Map;
import java.util.Set;
import naru.base.Fault;
import org.jspecify.annotations.Nullable;

/// Which versions of IP a network is asked to have: by the request's fields, or else by the driver's options, as Docker
/// names them.
///
/// @param ipv4 containers get IPv4 addresses
/// @param ipv6 containers get IPv6 addresses
record Versions(boolean ipv4, boolean ipv6) {
    private static final String IPV4 = "com.docker.network.enable_ipv4";
    private static final String IPV6 = "com.docker.network.enable_ipv6";
    private static final int HAS_IPV4 = 47;
    private static final int LEAVES_OUT_IPV6 = 46;
    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");

    /// Reads them; INVALID for an option that says neither yes nor no.
    static Versions of(NetworkCalls.Wanted wanted, ApiVersion version) {
        Map<String, String> options = Absent.map(wanted.options());
        Boolean four = version.atLeast(HAS_IPV4) ? wanted.enableIpv4() : null;
        Boolean six = wanted.enableIpv6();
        if (!version.atLeast(LEAVES_OUT_IPV6) && Boolean.FALSE.equals(six)) {
            six = null; // older clients always say something
        }
        return new Versions(choose(four, options, IPV4, true), choose(six, options, IPV6, false));
    }

    private static boolean choose(
            @Nullable Boolean field, Map<String, String> options, String option, boolean otherwise) {
        if (field != null) {
            return field;
        }
        String text = options.get(option);
        if (text != null && !TRUE.contains(text) && !FALSE.contains(text)) {
            throw Fault.invalid("driver-opt \"" + option + "\" is not a valid bool");
        }
        return text == null ? otherwise : TRUE.contains(text);
    }
}
