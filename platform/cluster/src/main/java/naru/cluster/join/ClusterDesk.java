package naru.cluster.join;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import naru.base.Fault;
import naru.cluster.auth.Token;
import naru.cluster.auth.Tokens;
import naru.cluster.pki.PrivateFile;
import naru.cluster.state.ServiceNetwork;

/// What the control API offers about the cluster on this machine. Safe for use by many threads.
///
/// @param data the data folder
/// @param tokens those of the cluster; only on a server
/// @param nodes people's work on nodes; only where there is a cluster
/// @param departure takes this machine out of the cluster; only on a node that has joined
public record ClusterDesk(Path data, Optional<Tokens> tokens, Optional<NodeCare> nodes, Optional<Departure> departure) {
    /// How a node leaves.
    public interface Departure {
        /// Has the servers take the node away; UNAVAILABLE if none answers.
        void tell();

        /// Ends the pods of this machine, and takes their network away.
        void clear();
    }

    /// The tokens; CONFLICT where this machine is no server.
    public Tokens needTokens() {
        return tokens.orElseThrow(() -> Fault.conflict("this machine serves no cluster: ask on a server of it"));
    }

    /// The nodes; CONFLICT where there is no cluster.
    public NodeCare needNodes() {
        return nodes.orElseThrow(() -> Fault.conflict("this daemon runs without the cluster (--no-cluster)"));
    }

    /// The administrator's kubeconfig; NOT_FOUND where this machine is no server.
    public String kubeconfig() {
        return PrivateFile.read(data.resolve("kubeconfig"))
                .orElseThrow(() -> Fault.notFound("there is no kubeconfig here: ask on a server of the cluster"));
    }

    /// The same with the address of the API's service, which containers of this machine reach.
    public String kubeconfigForContainers() {
        String services = Membership.read(data)
                .orElseThrow(() -> Fault.notFound("this machine is no node of a cluster yet"))
                .network()
                .services();
        String server = "server: https://" + ServiceNetwork.parse(services).address(1) + ":443";
        return kubeconfig().replaceFirst("server: \\S+", server);
    }

    /// Joins another cluster; the daemon is a node of it after its next start.
    ///
    /// @param server `HOST` or `HOST:PORT`, several with commas
    public Membership join(String server, String token, String node, boolean serves) {
        Token parsed = Token.parse(token);
        if (ClusterSettings.read(data).filter(now -> !now.servers().isEmpty()).isPresent()) {
            throw Fault.conflict("this machine is a node of a cluster already: 'naru node leave' first");
        }
        return new Joiner(data).join(List.of(server.split(",")), parsed, node, serves);
    }

    /// Leaves the cluster: the node's object, its rights and its slice of the pod network go, then what this
    /// machine has of the cluster. The daemon is to be stopped then. When that fails, nothing has changed.
    ///
    /// @param alone also if no server answers: the cluster still has the node then
    /// @throws Fault CONFLICT on a machine that has not joined, UNAVAILABLE if no server answers
    public void leave(boolean alone) {
        if (ClusterSettings.read(data)
                .filter(settings -> settings.role() == ClusterSettings.Role.AGENT)
                .isEmpty()) {
            throw Fault.conflict("this machine is no node that could leave: it has not joined");
        }
        Departure present = departure.orElseThrow(
                () -> Fault.conflict("this daemon runs without the cluster (--no-cluster): start it with it first"));
        try {
            present.tell();
        } catch (Fault e) {
            if (!alone || e.kind() != Fault.Kind.UNAVAILABLE) {
                throw e;
            }
        }
        try {
            present.clear();
        } finally {
            Membership.forget(data);
            ClusterSettings.forget(data);
        }
    }
}
