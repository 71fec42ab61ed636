package naru.pipeline.run;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.Fault;
import naru.pipeline.tool.Installation;
import naru.pipeline.tool.Toolbox;
import naru.pipeline.workshop.Workshop;

/// Tools that are there already; one named `broken` cannot be installed.
record FakeToolbox(Map<String, Installation> installed) implements Toolbox {
    static final Workshop.Mount MOUNT = new Workshop.Mount("/shelf", "/opt/naru/tools", true);

    @Override
    public Optional<Installation> take(String kind, String name, Workshop.Output progress) {
        if (name.equals("broken")) {
            throw Fault.unavailable("the tool " + kind + " 'broken' could not be installed: no way", null);
        }
        return Optional.ofNullable(installed.get(kind + "/" + name));
    }

    @Override
    public List<Workshop.Mount> mounts() {
        return List.of(MOUNT);
    }
}
