package naru.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/// What lists things of the daemon: a table for people, its answer as it came for machines.
abstract class Listing implements Callable<Integer> {
    final Root root;
    private final String[] heads;

    @Mixin
    private final Output output = new Output();

    Listing(Root root, String... heads) {
        this.root = root;
        this.heads = heads.clone();
    }

    /// Who is asked.
    Api api() {
        return new Api(root.instance());
    }

    /// Where the API lists them.
    abstract String path();

    /// One of them as a line of the table, a cell for each head.
    abstract List<String> row(JsonNode one);

    @Override
    public Integer call() {
        JsonNode all = api().get(path()).path("items");
        if (output.json()) {
            output.print(root.out, all);
            return Exit.OK;
        }
        Table table = new Table(heads);
        all.forEach(one -> table.add(row(one).toArray(String[]::new)));
        table.print(root.out);
        return Exit.OK;
    }
}
