package naru.cluster.controller.endpoint;

import java.util.ArrayList;
import java.util.List;
import naru.cluster.view.Meta;
import naru.cluster.view.Pods;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A pod as a service's endpoint. Pure.
///
/// @param serving whether it answers
/// @param ready whether it is to be sent new requests
/// @param ports as numbers, with the service's names for them
record Member(ObjectNode pod, String address, boolean ready, boolean serving, boolean terminating, List<Port> ports) {
    /// A port as it is open in a pod.
    record Port(String name, String protocol, int number, String application) {
        ObjectNode document() {
            ObjectNode port = JsonNodeFactory.instance.objectNode();
            port.put("name", name).put("protocol", protocol).put("port", number);
            if (!application.isEmpty()) {
                port.put("appProtocol", application);
            }
            return port;
        }
    }

    /// @param reachable whether the pod's node answers
    static Member of(ObjectNode service, ObjectNode pod, boolean reachable) {
        boolean all = Meta.flag(service, "spec", "publishNotReadyAddresses");
        boolean serving = Pods.ready(pod) && reachable;
        boolean terminating = Meta.deleting(pod);
        return new Member(
                pod,
                Meta.text(pod, "status", "podIP"),
                all || serving && !terminating,
                serving,
                terminating,
                ports(service, pod));
    }

    /// Whether a pod can be an endpoint at all.
    static boolean possible(ObjectNode pod) {
        return !Meta.text(pod, "status", "podIP").isEmpty() && !Pods.finished(pod);
    }

    /// As an endpoint of an EndpointSlice.
    ObjectNode endpoint(ObjectNode service) {
        ObjectNode one = JsonNodeFactory.instance.objectNode();
        one.putArray("addresses").add(address);
        one.putObject("conditions").put("ready", ready).put("serving", serving).put("terminating", terminating);
        one.put("nodeName", Pods.node(pod));
        one.set("targetRef", reference());
        if (!hostname(service).isEmpty()) {
            one.put("hostname", hostname(service));
        }
        return one;
    }

    /// As an address of Endpoints.
    ObjectNode address(ObjectNode service) {
        ObjectNode one = JsonNodeFactory.instance.objectNode();
        one.put("ip", address).put("nodeName", Pods.node(pod));
        one.set("targetRef", reference());
        if (!hostname(service).isEmpty()) {
            one.put("hostname", hostname(service));
        }
        return one;
    }

    private String hostname(ObjectNode service) {
        return Meta.text(pod, "spec", "subdomain").equals(Meta.name(service)) ? Meta.text(pod, "spec", "hostname") : "";
    }

    private ObjectNode reference() {
        ObjectNode reference = JsonNodeFactory.instance.objectNode();
        reference.put("kind", "Pod").put("namespace", Meta.namespace(pod));
        return reference.put("name", Meta.name(pod)).put("uid", Meta.uid(pod));
    }

    private static List<Port> ports(ObjectNode service, ObjectNode pod) {
        List<Port> ports = new ArrayList<>();
        for (JsonNode one : service.path("spec").path("ports")) {
            String protocol = one.path("protocol").asString("TCP");
            int number = target(one, protocol, pod);
            if (number > 0) {
                ports.add(new Port(Meta.text(one, "name"), protocol, number, Meta.text(one, "appProtocol")));
            }
        }
        return ports;
    }

    private static int target(JsonNode port, String protocol, ObjectNode pod) {
        JsonNode target = port.path("targetPort");
        if (target.isNumber() && target.asInt(0) > 0) {
            return target.asInt(0);
        }
        if (!target.isString()) {
            return (int) Meta.number(port, 0, "port");
        }
        for (JsonNode container : pod.path("spec").path("containers")) {
            for (JsonNode one : container.path("ports")) {
                if (Meta.text(one, "name").equals(target.asString(""))
                        && one.path("protocol").asString("TCP").equals(protocol)) {
                    return (int) Meta.number(one, 0, "containerPort");
                }
            }
        }
        return 0;
    }
}
