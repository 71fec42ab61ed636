package naru.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import naru.base.Fault;

/// The ports that sandboxes publish: at which addresses of the host, and that nobody else has them. Safe for
/// use by many threads; each sandbox is changed by one at a time.
final class SandboxPorts implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.network");

    private final HostPorts hostPorts = new HostPorts();

    /// Takes the ports that a new sandbox is to publish; those that were taken when one fails are in its state.
    void reserve(SandboxState state) {
        for (PortBinding port : state.spec().ports()) {
            bind(state, port, List.of(), state::addPort);
        }
    }

    /// Publishes these ports and no others: all or nothing. Those that are published already keep their host ports.
    ///
    /// @param redirect makes the rules follow the sandbox's state
    void change(SandboxState state, List<PortBinding> wanted, Runnable redirect) {
        List<PortBinding> before = state.ports();
        List<PortBinding> after = new ArrayList<>();
        List<PortBinding> fresh = new ArrayList<>();
        try {
            for (PortBinding asked : wanted) {
                List<PortBinding> kept =
                        before.stream().filter(bound -> !after.contains(bound)).toList();
                after.addAll(bind(state, asked, kept, fresh::add));
            }
            state.ports(after);
            redirect.run();
        } catch (RuntimeException e) {
            state.ports(before);
            fresh.forEach(hostPorts::release);
            throw e;
        }
        before.stream().filter(bound -> !after.contains(bound)).forEach(hostPorts::release);
    }

    /// Takes the ports of a sandbox that a former daemon opened.
    void adopt(SandboxState state) {
        for (PortBinding port : state.ports()) {
            try {
                hostPorts.reserve(port, state.name());
            } catch (Fault e) {
                LOG.log(System.Logger.Level.WARNING, "a published port is also used elsewhere: {0}", e.sentence());
            }
        }
    }

    void release(SandboxState state) {
        state.ports().forEach(hostPorts::release);
    }

    @Override
    public void close() {
        hostPorts.releaseAll();
    }

    /// Binds a port at the same number of each address that it is to be reached at.
    ///
    /// @param there what is bound already and serves if it is what was asked for
    /// @param fresh gets what was bound now
    private List<PortBinding> bind(
            SandboxState state, PortBinding asked, List<PortBinding> there, Consumer<PortBinding> fresh) {
        List<PortBinding> bound = new ArrayList<>();
        for (String address : hostAddresses(state, asked.hostIp())) {
            PortBinding wanted = (bound.isEmpty() ? asked : bound.getFirst()).on(address);
            Optional<PortBinding> kept =
                    there.stream().filter(one -> one.answers(wanted)).findFirst();
            if (kept.isEmpty()) {
                bound.add(hostPorts.reserve(wanted, endpoint(state)));
                fresh.accept(bound.getLast());
            } else {
                bound.add(kept.get());
            }
        }
        return bound;
    }

    /// The endpoint that is to be reached, as error messages call it.
    private static String endpoint(SandboxState state) {
        String id = state.entry().or(state::entry6).map(Endpoint::endpointId).orElse("");
        return state.name() + " (" + id + ")";
    }

    /// At which addresses of the host a port is published; an empty one stands for all of IPv4.
    private static List<String> hostAddresses(SandboxState state, String asked) {
        boolean six = state.entry6().isPresent();
        if (!asked.isEmpty() && Family.of(asked) == Family.IPV6) {
            if (asked.equals("::1")) {
                throw Fault.invalid("cannot publish on ::1: the kernel leads nothing from there to a container: "
                        + "publish on 127.0.0.1");
            }
            if (!six) {
                throw Fault.invalid("cannot publish on " + asked
                        + ": the container has no IPv6 address: use a network made with --ipv6");
            }
            return List.of(asked);
        }
        List<String> addresses = new ArrayList<>();
        if (state.entry().isPresent()) {
            addresses.add(asked);
        }
        if (six && asked.isEmpty()) {
            addresses.add(Family.IPV6.any());
        }
        return addresses;
    }
}
