package naru.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import naru.base.Instance;

/// Remembers what it was asked to start.
final class FakeLaunch implements Launch {
    final List<Object> started = new ArrayList<>();

    @Override
    public int daemon(Settings settings) {
        started.add(settings);
        return Exit.OK;
    }

    @Override
    public int relay(RelayOptions options) {
        started.add(options);
        return Exit.OK;
    }

    @Override
    public int tunnel(TunnelOptions options) {
        started.add(options);
        return Exit.OK;
    }

    @Override
    public void rehearse(Optional<Instance> daemon) {
        started.add("rehearse");
    }

    @Override
    public String version() {
        return "9.9";
    }
}
