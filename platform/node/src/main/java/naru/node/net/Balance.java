package naru.node.net;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Among which endpoints the connections of a [Frontend] are spread.
///
/// @param backends in slots: the place in the list is part of a map's key
/// @param affinitySeconds how long a client stays with its endpoint, 0 for not at all
record Balance(List<Backend> backends, int affinitySeconds) {
    /// An endpoint's address and port.
    record Backend(String address, int port) {}

    Balance {
        backends = List.copyOf(backends);
    }

    /// The same with the backends in slots that differ from `before` as little as can be: who stays
    /// keeps the slot, the last ones move to where others left, new ones come at the end.
    Balance arrangedAs(List<Backend> before) {
        Set<Backend> wanted = new HashSet<>(backends);
        List<Backend> slots = new ArrayList<>(before);
        for (int i = slots.size() - 1; i >= 0; i--) {
            if (!wanted.remove(slots.get(i))) {
                Backend last = slots.removeLast();
                if (i < slots.size()) {
                    slots.set(i, last);
                }
            }
        }
        backends.stream().filter(wanted::remove).forEach(slots::add);
        return new Balance(slots, affinitySeconds);
    }
}
