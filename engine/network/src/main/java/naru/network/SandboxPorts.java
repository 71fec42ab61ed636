package naru.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import naru.base.Fault;

/// The ports that sandboxes publish: at which addresses of the host, and that nobody else has them. Safe for
/// use by many threads; each sandbox is changed by one at a time.
final class SandboxPorts implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.network");

    /// How often a free port is looked for that is free at all addresses.
    private static final int TRIES = 8;

    private final HostPorts hostPorts = new HostPorts();
    private final Function<SandboxState, String> binding;

    /// @param binding the address at which a sandbox's ports are published that say none; empty for all
    SandboxPorts(Function<SandboxState, String> binding) {
        this.binding = binding;
    }

    /// Takes the ports that a new sandbox is to publish; those that were taken when one fails are in its state.
    /// Nothing comes to the container before [#lead].
    void reserve(SandboxState state) {
        for (PortBinding port : state.spec().ports()) {
            bind(state, port, List.of(), state::addPort);
        }
    }

    /// Publishes these ports and no others: all or nothing. Those that are published already keep their host ports.
    ///
    /// @param redirect makes the rules, and [#lead], follow the sandbox's state
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

    /// Copies to the sandbox, from now on to the address that it has now, what the kernel does not lead to it.
    void lead(SandboxState state) {
        String address = state.copiedTo().orElse(null);
        state.ports().forEach(port -> hostPorts.lead(port, address));
    }

    /// Takes the ports of a sandbox that a former daemon opened.
    void adopt(SandboxState state) {
        for (PortBinding port : state.ports()) {
            try {
                hostPorts.reserve(port, isCopied(state, port.hostIp()), state.name());
            } catch (Fault e) {
                LOG.log(System.Logger.Level.WARNING, "a published port is also used elsewhere: {0}", e.sentence());
            }
        }
        lead(state);
    }

    void release(SandboxState state) {
        state.ports().forEach(hostPorts::release);
    }

    @Override
    public void close() {
        hostPorts.close();
    }

    /// Binds a port at the same number of each address that it is to be reached at.
    ///
    /// @param there what is bound already and serves if it is what was asked for
    /// @param fresh gets what was bound now
    private List<PortBinding> bind(
            SandboxState state, PortBinding asked, List<PortBinding> there, Consumer<PortBinding> fresh) {
        int tries = asked.hostPort() == 0 ? TRIES : 1;
        while (true) {
            List<PortBinding> taken = new ArrayList<>();
            try {
                List<PortBinding> bound = bindOnce(state, asked, there, taken);
                taken.forEach(fresh);
                return bound;
            } catch (Fault e) {
                taken.forEach(hostPorts::release);
                tries--;
                if (e.kind() != Fault.Kind.CONFLICT || tries == 0) {
                    throw e;
                }
            }
        }
    }

    private List<PortBinding> bindOnce(
            SandboxState state, PortBinding asked, List<PortBinding> there, List<PortBinding> taken) {
        List<PortBinding> bound = new ArrayList<>();
        String hostIp = asked.hostIp().isEmpty() ? binding.apply(state) : asked.hostIp();
        for (String address : hostAddresses(state, hostIp)) {
            PortBinding wanted = (bound.isEmpty() ? asked : bound.getFirst()).on(address);
            Optional<PortBinding> kept =
                    there.stream().filter(one -> one.answers(wanted)).findFirst();
            if (kept.isEmpty()) {
                taken.add(hostPorts.reserve(wanted, isCopied(state, address), endpoint(state)));
                bound.add(taken.getLast());
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

    /// Whether the kernel leads nothing from an address of the host to a sandbox.
    private static boolean isCopied(SandboxState state, String address) {
        return address.equals(HostPorts.LOCAL6)
                || address.equals(HostPorts.LOCAL4) && state.entry().isEmpty();
    }

    /// At which addresses of the host a port is published; an empty one stands for all of IPv4.
    private static List<String> hostAddresses(SandboxState state, String asked) {
        boolean four = state.entry().isPresent();
        boolean six = state.entry6().isPresent();
        if (!six && !four) {
            return List.of();
        }
        if (asked.isEmpty()) {
            return everywhere(four, six);
        }
        String address = HostPorts.address(asked);
        boolean ofSix = Family.of(address) == Family.IPV6;
        if (ofSix ? six : four) {
            return List.of(address);
        }
        String local = ofSix ? HostPorts.LOCAL6 : HostPorts.LOCAL4;
        if (!address.equals(local)) {
            throw Fault.invalid("cannot publish on " + asked + ": the container has no "
                    + Family.of(address).title()
                    + " address: use a network " + (ofSix ? "made with --ipv6" : "with IPv4") + ", or publish on "
                    + local);
        }
        return List.of(address);
    }

    private static List<String> everywhere(boolean four, boolean six) {
        List<String> addresses = new ArrayList<>();
        addresses.add(four ? "" : HostPorts.LOCAL4);
        if (six) {
            addresses.add(Family.IPV6.any());
        } else if (HostPorts.hasLocal6()) {
            addresses.add(HostPorts.LOCAL6);
        }
        return addresses;
    }
}
