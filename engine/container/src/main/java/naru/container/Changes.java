package naru.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import naru.base.Fault;
import naru.base.Json;
import naru.network.EndpointSpec;
import naru.network.Networks;
import org.jspecify.annotations.Nullable;

/// Changes to containers as they are, running or not: name, limits, networks.
final class Changes {
    private final Register register;
    private final Runner runner;
    private final Networks networks;
    private final News news;

    Changes(Register register, Runner runner, Networks networks, News news) {
        this.register = register;
        this.runner = runner;
        this.networks = networks;
        this.news = news;
    }

    void rename(String ref, String name) {
        Unit unit = register.find(ref);
        String fresh = Register.bare(name);
        unit.enter();
        try {
            String old = unit.kept().name();
            if (fresh.equals(old)) {
                throw Fault.invalid("Renaming a container with the same name as its current name");
            }
            claim(fresh, unit.kept().id());
            unit.change(kept -> kept.named(fresh));
            register.save(unit);
            register.release(old);
            if (unit.isAlive()) {
                networks.rename(unit.kept().id(), fresh);
            }
            news.tell("rename", unit.kept(), Map.of("oldName", "/" + old));
        } finally {
            unit.lock.unlock();
        }
    }

    private void claim(String name, String id) {
        try {
            register.claim(name, id);
        } catch (Fault e) {
            String why = e.sentence().replace("(" + name + ")", "(/" + name + ")");
            throw new Fault(e.kind(), "Error when allocating new name: " + why, e);
        }
    }

    void update(String ref, Resources resources, @Nullable RestartPolicy restart) {
        Unit unit = register.find(ref);
        unit.enter();
        try {
            if (resources.memory() > 0 && resources.memorySwap() > 0 && resources.memory() > resources.memorySwap()) {
                throw Fault.invalid("Cannot update container " + unit.kept().id() + ": Memory limit should be smaller"
                        + " than already set memoryswap limit, update the memoryswap at the same time");
            }
            Limits.check(resources, true);
            ContainerSpec spec = unit.kept().spec();
            ContainerSpec limited = spec.withResources(Limits.over(spec.resources(), resources));
            ContainerSpec asked = restart == null ? limited : limited.withRestart(restart);
            asked.restart().check(asked.config());
            if (unit.isAlive()) {
                apply(unit, asked.resources());
            }
            unit.change(kept -> kept.asked(asked));
            register.save(unit);
            news.tell("update", unit.kept());
        } catch (IOException e) {
            throw Fault.internal("cannot update: " + e.getMessage(), e);
        } finally {
            unit.lock.unlock();
        }
    }

    /// Gives a running container limits, if they are others than those it has.
    void limit(Unit unit, Resources resources) throws IOException {
        if (!resources.equals(unit.kept().spec().resources())) {
            apply(unit, resources);
        }
    }

    private void apply(Unit unit, Resources resources) throws IOException {
        String id = unit.kept().id();
        Path file = runner.folders().running(id).resolve("update.json");
        Files.write(file, Json.write(ResourceSpec.of(resources)));
        runner.runtimes().of(unit.kept()).run("update", "--resources", file.toString(), id);
    }

    void connect(String ref, EndpointSpec endpoint) {
        Unit unit = register.find(ref);
        unit.enter();
        try {
            if (unit.isAlive()) {
                networks.connect(unit.kept().id(), endpoint);
                rewriteFiles(unit);
            } else {
                networks.get(endpoint.network());
            }
            List<EndpointSpec> endpoints =
                    new ArrayList<>(unit.kept().spec().networking().endpoints());
            endpoints.add(endpoint);
            remember(unit, endpoints);
        } finally {
            unit.lock.unlock();
        }
    }

    void disconnect(String ref, String network) {
        Unit unit = register.find(ref);
        unit.enter();
        try {
            if (unit.isAlive()) {
                networks.disconnect(unit.kept().id(), network);
                rewriteFiles(unit);
            }
            String name = networks.get(network).name();
            String id = networks.get(network).id();
            List<EndpointSpec> endpoints = unit.kept().spec().networking().endpoints();
            remember(
                    unit,
                    endpoints.stream()
                            .filter(endpoint -> !endpoint.network().equals(name) && !id.startsWith(endpoint.network()))
                            .toList());
        } finally {
            unit.lock.unlock();
        }
    }

    private void remember(Unit unit, List<EndpointSpec> endpoints) {
        unit.change(kept ->
                kept.asked(kept.spec().withNetworking(kept.spec().networking().withEndpoints(endpoints))));
        register.save(unit);
    }

    private void rewriteFiles(Unit unit) {
        networks.sandbox(unit.kept().id()).ifPresent(sandbox -> {
            try {
                ResolverFiles.write(runner.folders().lasting(unit.kept().id()), sandbox);
            } catch (IOException e) {
                throw Fault.internal("cannot write the container's resolver files: " + e.getMessage(), e);
            }
        });
    }
}
