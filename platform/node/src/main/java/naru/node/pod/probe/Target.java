package naru.node.pod.probe;

import java.time.Duration;
import java.util.List;
import naru.node.pod.runtime.PodRuntime;
import naru.node.pod.spec.Doc;
import naru.node.pod.spec.PodContainer;
import tools.jackson.databind.JsonNode;

/// What probes and hooks are aimed at: a container of a pod and how it is reached. Safe for use by many threads.
///
/// @param runtime of the container
/// @param id of the run
/// @param container as its pod says
/// @param address of the pod, as the machine reaches it
public record Target(PodRuntime runtime, String id, PodContainer container, String address) {
    /// What an attempt came to.
    ///
    /// @param passed whether it went well
    /// @param message why not; empty if it did
    public record Outcome(boolean passed, String message) {
        /// It went well.
        public static final Outcome PASSED = new Outcome(true, "");

        /// It did not.
        public static Outcome failed(String message) {
            return new Outcome(false, message);
        }
    }

    /// Does what an action says: `exec`, `httpGet`, `tcpSocket` or `sleep`. It may block as long as `patience`.
    public Outcome attempt(JsonNode action, Duration patience) {
        try {
            if (action.path("exec").isObject()) {
                return command(Doc.texts(action, "exec", "command"), patience);
            }
            if (action.path("httpGet").isObject()) {
                return new HttpProbe(this, action.path("httpGet")).attempt(patience);
            }
            if (action.path("tcpSocket").isObject()) {
                return new TcpProbe(this, action.path("tcpSocket")).attempt(patience);
            }
            if (action.path("sleep").isObject()) {
                Thread.sleep(Duration.ofSeconds(Doc.number(action, 0, "sleep", "seconds")));
                return Outcome.PASSED;
            }
            return Outcome.failed("no such probe: only exec, httpGet and tcpSocket are available");
        } catch (naru.base.Fault e) {
            return Outcome.failed(e.sentence());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.failed("interrupted");
        }
    }

    private Outcome command(List<String> command, Duration patience) {
        PodRuntime.Told told = runtime.exec(id, command, patience);
        if (told.code() == 0) {
            return Outcome.PASSED;
        }
        return Outcome.failed(
                told.code() < 0
                        ? "command \"" + String.join(" ", command) + "\" timed out after " + patience.toSeconds() + "s"
                        : told.output().isEmpty() ? "command exited with code " + told.code() : told.output());
    }

    /// The number of a port that is given by number or by name; 0 if there is none of that name.
    int port(JsonNode port) {
        if (port.isNumber()) {
            return port.asInt();
        }
        String name = port.asString("");
        if (name.matches("[0-9]{1,5}")) {
            return Integer.parseInt(name);
        }
        return Doc.each(container.spec(), "ports").stream()
                .filter(one -> Doc.text(one, "name").equals(name))
                .mapToInt(one -> (int) Doc.number(one, 0, "containerPort"))
                .findFirst()
                .orElse(0);
    }
}
