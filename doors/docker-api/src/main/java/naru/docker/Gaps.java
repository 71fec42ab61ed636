package naru.docker;

import static naru.docker.Gap.Answer.NOTHING;
import static naru.docker.Gap.Answer.REFUSED;
import static naru.docker.Gap.Answer.WARNED;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The fields that Naru does not honour, and what becomes of them: the one table that docs/docker-api.md and the
/// warnings of answers are made of. What is in no line here is honoured.
final class Gaps {
    static final String CREATE = "POST /containers/create";
    static final String UPDATE = "POST /containers/{id}/update";
    private static final String CONNECT = "POST /networks/{id}/connect";
    private static final String HOST = ".HostConfig";
    private static final String ENDPOINT = ".NetworkingConfig.EndpointsConfig";

    private static final String OTHER_PLATFORM = "if it is not this machine's: an image here has one platform";

    private static final List<Gap> ALL = all();

    private Gaps() {}

    private static List<Gap> all() {
        List<Gap> gaps = new ArrayList<>();
        container(gaps);
        partly(gaps);
        for (String resources : List.of(CREATE, UPDATE)) {
            windows(gaps, resources, resources.equals(CREATE) ? HOST : "");
        }
        told(gaps, CREATE, ENDPOINT);
        told(gaps, CONNECT, ".EndpointConfig");
        update(gaps);
        images(gaps);
        others(gaps);
        return List.copyOf(gaps);
    }

    private static void container(List<Gap> gaps) {
        gaps.add(new Gap(CREATE, ".ArgsEscaped", NOTHING, "how commands are quoted on Windows"));
        gaps.add(new Gap(CREATE, HOST + ".ContainerIDFile", NOTHING, "the client writes the file"));
        gaps.add(new Gap(CREATE, HOST + ".Cgroup", WARNED, "cgroups of other containers cannot be joined"));
        gaps.add(new Gap(
                CREATE, HOST + ".Mounts.Consistency", NOTHING, "binds are the host's own files; `idmap` is honoured"));
        gaps.add(new Gap(CREATE, HOST + ".Isolation", REFUSED, "only Windows has another than `default`"));
        gaps.add(new Gap("POST /containers/{id}/start", "?detachKeys", NOTHING, "attach has the keys"));
    }

    /// What is read, and does less than Docker's description says.
    private static void partly(List<Gap> gaps) {
        gaps.add(new Gap(CREATE, HOST + ".StorageOpt", REFUSED, "as Docker on a file system without quotas"));
        gaps.add(new Gap(CREATE, HOST + ".DeviceRequests", REFUSED, "no driver for such devices is here"));
        gaps.add(new Gap("POST /networks/create", ".Scope", REFUSED, "if it is not `local`"));
        for (String field : List.of(".Ingress", ".ConfigOnly", ".ConfigFrom")) {
            gaps.add(new Gap("POST /networks/create", field, REFUSED, "networks of a swarm"));
        }
    }

    private static void windows(List<Gap> gaps, String operation, String before) {
        String reason = "only Windows has it";
        gaps.add(new Gap(operation, before + ".CpuCount", WARNED, reason));
        gaps.add(new Gap(operation, before + ".CpuPercent", WARNED, reason));
        gaps.add(new Gap(operation, before + ".IOMaximumIOps", REFUSED, reason));
        gaps.add(new Gap(operation, before + ".IOMaximumBandwidth", REFUSED, reason));
    }

    /// What an endpoint is told to be in answers, which clients send back unread.
    private static void told(List<Gap> gaps, String operation, String before) {
        for (String field : List.of(
                "NetworkID",
                "EndpointID",
                "Gateway",
                "IPAddress",
                "IPPrefixLen",
                "IPv6Gateway",
                "GlobalIPv6Address",
                "GlobalIPv6PrefixLen",
                "DNSNames")) {
            gaps.add(new Gap(operation, before + "." + field, NOTHING, "it is told in answers"));
        }
    }

    private static void update(List<Gap> gaps) {
        for (String field : List.of(
                "CgroupParent",
                "BlkioWeightDevice",
                "BlkioDeviceReadBps",
                "BlkioDeviceWriteBps",
                "BlkioDeviceReadIOps",
                "BlkioDeviceWriteIOps",
                "Devices",
                "DeviceCgroupRules",
                "DeviceRequests",
                "MemorySwappiness",
                "OomKillDisable",
                "Init",
                "Ulimits")) {
            gaps.add(new Gap(UPDATE, "." + field, WARNED, "it can be chosen at creation only"));
        }
        gaps.add(new Gap(UPDATE, ".KernelMemoryTCP", WARNED, "kernels have no such limit any more"));
        gaps.add(new Gap(CREATE, HOST + ".KernelMemoryTCP", WARNED, "kernels have no such limit any more"));
    }

    private static void images(List<Gap> gaps) {
        for (String operation : List.of(
                "GET /images/{name}/get",
                "GET /images/get",
                "POST /images/load",
                "POST /images/{name}/push",
                "GET /images/{name}/history",
                "GET /images/{name}/json")) {
            gaps.add(new Gap(operation, "?platform", REFUSED, OTHER_PLATFORM));
        }
        gaps.add(new Gap("DELETE /images/{name}", "?platforms", REFUSED, OTHER_PLATFORM));
        gaps.add(new Gap("POST /images/create", "?platform", REFUSED, OTHER_PLATFORM));
        for (String field : List.of(
                ".Hostname",
                ".Domainname",
                ".AttachStdin",
                ".AttachStdout",
                ".AttachStderr",
                ".Tty",
                ".OpenStdin",
                ".StdinOnce",
                ".ArgsEscaped",
                ".Image",
                ".NetworkDisabled",
                ".MacAddress",
                ".StopTimeout")) {
            gaps.add(new Gap("POST /commit", field, NOTHING, "an image does not say it to its containers"));
        }
        gaps.add(new Gap("GET /images/json", "?all", NOTHING, "images have no nameless parents here"));
        gaps.add(new Gap("GET /images/json", "?digests", NOTHING, "digests are always told"));
        gaps.add(new Gap("GET /images/json", "?manifests", NOTHING, "as with Docker's own image store"));
        gaps.add(new Gap("GET /images/{name}/json", "?manifests", NOTHING, "as with Docker's own image store"));
        gaps.add(new Gap("GET /images/search", "?term", REFUSED, "registries are not searched: pull by name"));
        gaps.add(new Gap("GET /images/search", "?limit", REFUSED, "registries are not searched: pull by name"));
        gaps.add(new Gap("GET /images/search", "?filters", REFUSED, "registries are not searched: pull by name"));
        gaps.add(new Gap("DELETE /images/{name}", "?noprune", NOTHING, "images have no nameless parents here"));
        gaps.add(new Gap("POST /build", "?rm", NOTHING, "steps leave no containers behind"));
        gaps.add(new Gap("POST /build", "?forcerm", NOTHING, "steps leave no containers behind"));
        gaps.add(new Gap("POST /build", "?outputs", NOTHING, "only BuildKit reads it"));
        gaps.add(new Gap("POST /images/load", "?quiet", NOTHING, "progress is short as it is"));
    }

    private static void others(List<Gap> gaps) {
        gaps.add(new Gap("POST /auth", ".email", NOTHING, "registries no longer ask"));
        gaps.add(new Gap("GET /networks/{id}", "?verbose", NOTHING, "it asks a swarm"));
        gaps.add(new Gap("POST /volumes/create", ".ClusterVolumeSpec", REFUSED, "volumes of a swarm"));
        gaps.add(new Gap("PUT /volumes/{name}", ".Spec", REFUSED, "volumes of a swarm"));
        gaps.add(new Gap("PUT /volumes/{name}", "?version", REFUSED, "volumes of a swarm"));
    }

    /// The whole table.
    static List<Gap> table() {
        return ALL;
    }

    /// What a request's answer must warn of: one line for each field that says something and is not honoured.
    static List<String> warnings(String operation, JsonNode body) {
        return ALL.stream()
                .filter(gap -> gap.operation().equals(operation) && gap.answer() == WARNED)
                .filter(gap -> says(body, gap.field().substring(1).split("\\.", -1), 0))
                .map(gap -> gap.field().substring(1) + " is not supported and was discarded: " + gap.reason())
                .toList();
    }

    private static boolean says(JsonNode node, String[] path, int at) {
        if (node.isArray()) {
            return node.valueStream().anyMatch(one -> says(one, path, at));
        }
        if (at == path.length) {
            return !(node.isNull() || node.isMissingNode() || node.isEmpty() && node.isContainer() || blank(node));
        }
        return node.properties().stream()
                .anyMatch(field -> field.getKey().equalsIgnoreCase(path[at]) && says(field.getValue(), path, at + 1));
    }

    private static boolean blank(JsonNode node) {
        return node.isString() && node.asString("").isEmpty()
                || node.isNumber() && node.asDouble(0) == 0
                || node.isBoolean() && !node.asBoolean(false);
    }
}
