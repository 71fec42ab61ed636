package naru.cluster.join;

import java.security.PublicKey;
import java.util.regex.Pattern;
import naru.base.Fault;
import naru.base.Pem;
import naru.cluster.auth.Caller;
import naru.cluster.auth.Role;
import naru.cluster.auth.Token;
import naru.cluster.auth.Tokens;
import naru.cluster.object.DeleteOptions;
import naru.cluster.object.Objects;
import naru.cluster.object.Resources;
import naru.cluster.pki.ClusterCa;
import naru.cluster.pki.Keys;
import naru.cluster.pki.Subject;

/// Makes machines nodes of the cluster: on a server. Safe for use by many threads.
///
/// A machine that asks again with the same key gets the same again, without using its token up: so a
/// joining that was interrupted goes on.
public final class Joining {
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final int MAX_NAME = 63; // it is the value of a label

    private final ClusterCa ca;
    private final Tokens tokens;
    private final Objects objects;
    private final ClusterNetwork network;
    private final JoinAnswer.Secrets secrets;
    private final Subnets subnets;

    /// Lets machines join.
    ///
    /// @param network what they are told of it
    /// @param secrets what other servers are given
    public Joining(ClusterCa ca, Tokens tokens, Objects objects, ClusterNetwork network, JoinAnswer.Secrets secrets) {
        this.ca = ca;
        this.tokens = tokens;
        this.objects = objects;
        this.network = network;
        this.secrets = secrets;
        this.subnets = new Subnets(objects, network.pods());
    }

    /// A machine with a token.
    ///
    /// @throws Fault UNAUTHORIZED for a token that does not let it join, CONFLICT for a name that
    ///     another machine has or for another server where there is no etcd, INVALID for a name or
    ///     a key that is none
    public JoinAnswer join(JoinRequest request) {
        PublicKey key = Pem.curveKey(request.key());
        check(request.node());
        Token token = Token.parse(request.token());
        boolean again = subnets.of(request.node())
                .filter(slice -> slice.key().equals(Keys.fingerprint(key)))
                .isPresent();
        Role role = tokens.joining(token);
        if (request.server() && role != Role.SERVER) {
            throw Fault.forbidden("this token lets a node join, not a server: 'naru token create --role server'");
        }
        if (request.server() && secrets.state().isEmpty()) {
            throw Fault.conflict("this server keeps the cluster in a file of its own, that no other server can share:"
                    + " start it with etcd (--datastore) first");
        }
        String other = taken(request.node(), key);
        if (!other.isEmpty()) {
            throw Fault.conflict(other);
        }
        if (!again) {
            tokens.spend(token);
        }
        JoinAnswer.Secrets given = request.server() ? secrets : JoinAnswer.Secrets.NONE;
        return answer(request.node(), key, given);
    }

    /// A node with its certificate, which gets another one.
    ///
    /// @throws Fault FORBIDDEN if the caller is not that node
    public JoinAnswer renew(Caller caller, JoinRequest request) {
        if (!caller.name().equals(Caller.NODE_PREFIX + request.node()) || !caller.in(Caller.NODES)) {
            throw Fault.forbidden("a token is needed to join, or the certificate of node '" + request.node() + "'");
        }
        return answer(request.node(), Pem.curveKey(request.key()), JoinAnswer.Secrets.NONE);
    }

    /// The server's own node.
    public JoinAnswer own(String node, PublicKey key) {
        check(node);
        return answer(node, key, JoinAnswer.Secrets.NONE);
    }

    /// A node with its certificate that leaves: it has no right any more, its slice is free for others, and its Node
    /// goes, with all that belongs to it.
    ///
    /// @throws Fault FORBIDDEN if the caller is no node
    public void leave(Caller caller) {
        if (!caller.name().startsWith(Caller.NODE_PREFIX) || !caller.in(Caller.NODES)) {
            throw Fault.forbidden("only a node can leave: show the certificate that it got when it joined");
        }
        String node = caller.name().substring(Caller.NODE_PREFIX.length());
        subnets.release(node);
        try {
            objects.delete(Resources.NODES, "", node, DeleteOptions.DEFAULT);
        } catch (Fault e) {
            if (e.kind() != Fault.Kind.NOT_FOUND) {
                throw e;
            }
        }
    }

    private JoinAnswer answer(String node, PublicKey key, JoinAnswer.Secrets given) {
        String hash = Keys.fingerprint(key);
        Subnets.Slice slice = subnets.of(node)
                .map(held -> held.key().equals(hash) ? held : subnets.rekey(held, hash))
                .orElseGet(() -> subnets.take(node, hash));
        return new JoinAnswer(
                node,
                Pem.of(ca.client(key, Subject.node(node))),
                Pem.of(ca.certificate()),
                slice.cidr(),
                network,
                given);
    }

    /// Why a name is another machine's, or empty.
    private String taken(String node, PublicKey key) {
        boolean other = subnets.of(node)
                .filter(slice -> !slice.key().equals(Keys.fingerprint(key)))
                .isPresent();
        return other && exists(node)
                ? "a machine has joined as '" + node + "' already: choose another name (--name), or take that node away"
                        + " first (kubectl delete node " + node + ")"
                : "";
    }

    private boolean exists(String node) {
        try {
            objects.get(Resources.NODES, "", node);
            return true;
        } catch (Fault e) {
            if (e.kind() == Fault.Kind.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private static void check(String node) {
        if (node.length() > MAX_NAME || !NAME.matcher(node).matches()) {
            throw Fault.invalid("'" + node + "' is no name for a node: small letters, digits, '-' and '.', at most "
                    + MAX_NAME + " characters");
        }
    }
}
