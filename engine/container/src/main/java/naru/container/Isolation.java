package naru.container;

import java.util.List;
import java.util.Map;
import naru.linux.Cgroups;
import org.jspecify.annotations.Nullable;

/// How far a container is kept apart from the machine.
///
/// @param privileged hardly at all
/// @param capAdd capabilities beyond the 14 defaults, `ALL` for all; with or without `CAP_`
/// @param capDrop capabilities to take away
/// @param securityOpt `seccomp=unconfined`, `seccomp={profile}`, `no-new-privileges`, `apparmor=…`, `label=…`
/// @param pidMode empty, `host` or `container:REF`
/// @param ipcMode empty or `private`, `shareable`, `none`, `host` or `container:REF`
/// @param utsMode empty or `host`
/// @param usernsMode empty or `host`
/// @param cgroupnsMode empty, `private` or `host`
/// @param maskedPaths paths hidden instead of the default ones, or null
/// @param readonlyPaths paths made read-only instead of the default ones, or null
/// @param sysctls kernel settings of its namespaces
/// @param groupAdd further groups of the process, names or numbers
/// @param oomScoreAdj -1000 to 1000
/// @param init an init process reaps orphans and passes signals on
/// @param runtime name of the OCI runtime, empty for the default
public record Isolation(
        boolean privileged,
        List<String> capAdd,
        List<String> capDrop,
        List<String> securityOpt,
        String pidMode,
        String ipcMode,
        String utsMode,
        String usernsMode,
        String cgroupnsMode,
        @Nullable List<String> maskedPaths,
        @Nullable List<String> readonlyPaths,
        Map<String, String> sysctls,
        List<String> groupAdd,
        int oomScoreAdj,
        boolean init,
        String runtime) {
    /// The same with other containers named by their ids.
    Isolation joining(String pid, String ipc) {
        return new Isolation(
                privileged,
                capAdd,
                capDrop,
                securityOpt,
                pid,
                ipc,
                utsMode,
                usernsMode,
                cgroupnsMode,
                maskedPaths,
                readonlyPaths,
                sysctls,
                groupAdd,
                oomScoreAdj,
                init,
                runtime);
    }

    /// The same, run by another runtime.
    Isolation runBy(String name) {
        return new Isolation(
                privileged,
                capAdd,
                capDrop,
                securityOpt,
                pidMode,
                ipcMode,
                utsMode,
                usernsMode,
                cgroupnsMode,
                maskedPaths,
                readonlyPaths,
                sysctls,
                groupAdd,
                oomScoreAdj,
                init,
                name);
    }

    /// Whether it sees no control groups but its own: by default where they are of version 2 alone, and not when it is
    /// privileged.
    public boolean hasCgroupNamespace(Cgroups.Layout layout) {
        return cgroupnsMode.isEmpty() ? layout == Cgroups.Layout.V2 && !privileged : cgroupnsMode.equals("private");
    }

    /// Docker's defaults.
    public static final Isolation DEFAULT = new Isolation(
            false, List.of(), List.of(), List.of(), "", "", "", "", "", null, null, Map.of(), List.of(), 0, false, "");

    /// Privileged.
    public static final Isolation PRIVILEGED = new Isolation(
            true, List.of(), List.of(), List.of(), "", "", "", "", "", null, null, Map.of(), List.of(), 0, false, "");
}
