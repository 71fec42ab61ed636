package naru.network;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.base.Fault;
import naru.linux.NetworkNamespace;
import naru.linux.Sysctl;

/// Settings of the kernel for one interface of a container, as the driver option [EndpointSpec#SYSCTLS] asks for them.
final class EndpointSysctls {
    /// `net.ipv4.conf.IFNAME.forwarding`: what is between is a family and a group, never a path.
    private static final Pattern NAME =
            Pattern.compile("net\\.(ipv4|ipv6|mpls)\\.(conf|neigh|input)\\.IFNAME\\.([a-z0-9_]+)");

    private EndpointSysctls() {}

    private record Setting(String file, String value) {}

    /// Writes them in a namespace; INVALID for one that is not about the interface, or that the kernel refuses.
    static void apply(Path namespace, Endpoint endpoint) {
        String words = endpoint.driverOptions().getOrDefault(EndpointSpec.SYSCTLS, "");
        if (words.isEmpty()) {
            return;
        }
        List<Setting> settings = new ArrayList<>();
        for (String word : words.split(",")) {
            settings.add(setting(word, endpoint.interfaceName()));
        }
        try {
            NetworkNamespace.enter(namespace, () -> {
                for (Setting setting : settings) {
                    Sysctl.write(setting.file(), setting.value());
                }
                return settings;
            });
        } catch (IOException e) {
            String why = "unable to set sysctls of " + endpoint.interfaceName() + ": " + e.getMessage();
            throw new Fault(Fault.Kind.INVALID, why, e);
        }
    }

    private static Setting setting(String word, String interfaceName) {
        int equals = word.indexOf('=');
        Matcher name = NAME.matcher(equals < 0 ? word : word.substring(0, equals));
        if (equals < 0 || !name.matches()) {
            throw Fault.invalid("invalid sysctl '" + word + "': it must be like net.ipv4.conf.IFNAME.setting=value");
        }
        String file = name.group(1) + "/" + name.group(2) + "/" + interfaceName + "/" + name.group(3);
        return new Setting(file, word.substring(equals + 1));
    }
}
