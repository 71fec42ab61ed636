package naru.container;

import java.io.IOException;
import java.util.stream.Stream;
import naru.base.Fault;
import naru.network.Networks;

/// What running containers read of their links in /etc/hosts, as links and addresses change.
final class LinkedHosts {
    private final Register register;
    private final Runner runner;
    private final Networks networks;

    LinkedHosts(Register register, Runner runner, Networks networks) {
        this.register = register;
        this.runner = runner;
        this.networks = networks;
    }

    /// Takes a link away; NOT_FOUND if there is no such container, by id or name, or it has none.
    void unlink(String ref, String alias) {
        Unit unit = register.known(Register.bare(ref))
                .orElseThrow(() -> Fault.notFound("No such container: " + ref + "/" + alias));
        unit.enter();
        try {
            Networking without = unit.kept().spec().networking().withLinks(Links.without(unit.kept(), alias));
            unit.change(kept -> kept.asked(kept.spec().withNetworking(without)));
            register.save(unit);
            rewrite(unit);
        } finally {
            unit.lock.unlock();
        }
    }

    /// A container has started, perhaps with another address: those that have a link to it read that. The caller holds
    /// no lock.
    void started(String id) {
        for (Unit unit : register.linkedTo(id)) {
            unit.lock.lock();
            try {
                rewrite(unit);
            } finally {
                unit.lock.unlock();
            }
        }
    }

    private void rewrite(Unit unit) {
        Kept kept = unit.kept();
        if (!unit.isAlive() || !Links.isDefault(kept.spec().networking())) {
            return;
        }
        Stream<String> linked = Links.living(kept, register).stream().map(Links.Link::host);
        networks.hosts(
                kept.id(),
                Stream.concat(kept.spec().networking().extraHosts().stream(), linked)
                        .toList());
        networks.sandbox(kept.id()).ifPresent(sandbox -> {
            try {
                ResolverFiles.write(runner.folders().lasting(kept.id()), sandbox);
            } catch (IOException e) {
                throw Fault.internal("cannot write the container's /etc/hosts: " + e.getMessage(), e);
            }
        });
    }
}
