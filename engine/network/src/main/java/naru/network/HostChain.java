package naru.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.base.Fault;
import naru.linux.Nftables;

/// A chain of the host that forwarded packets pass.
///
/// @param key which
/// @param text its rules, as nft(8) or iptables(8) lists them
record HostChain(Key key, String text) {
    private static final Pattern HEAD = Pattern.compile("^(table (\\S+) (\\S+) \\{|\\s*chain (\\S+) \\{)$");
    private static final Pattern DROP = Pattern.compile(
            "(counter packets \\d+ bytes \\d+ )?(drop|reject.*|xt target \"REJECT\").*|-A FORWARD -j (DROP|REJECT.*)");
    private static final Path LEGACY_TABLES = Path.of("/proc/net/ip_tables_names");

    /// Where a chain is.
    ///
    /// @param family as nft writes it; `legacy` for iptables-legacy(8)
    record Key(String family, String table, String name) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            return Comparator.comparing(Key::family)
                    .thenComparing(Key::table)
                    .thenComparing(Key::name)
                    .compare(this, other);
        }

        String words() {
            return family + " " + table + " " + name;
        }

        /// Tables that iptables made are to be changed by it alone.
        boolean isOfIptables() {
            return name.equals("FORWARD") && table.equals("filter");
        }

        private String iptablesProgram() {
            return switch (family) {
                case "legacy" -> "iptables-legacy";
                case "ip6" -> "ip6tables";
                default -> "iptables";
            };
        }

        /// Puts rules in at the beginning.
        void insert(Nftables nftables, List<HostRule> rules, String comment) {
            if (isOfIptables()) {
                rules.forEach(rule -> iptables("-I", rule, comment));
                return;
            }
            StringBuilder script = new StringBuilder();
            rules.forEach(rule -> script.append("insert rule " + words() + " " + rule.nft(comment) + "\n"));
            nftables.run(script.toString());
        }

        /// Takes them out.
        void withdraw(List<HostRule> rules, String comment) {
            if (isOfIptables()) {
                rules.forEach(rule -> iptables("-D", rule, comment));
                return;
            }
            Pattern handle = Pattern.compile("comment \"" + comment + "\" # handle (\\d+)");
            Matcher matcher = handle.matcher(HostChain.program("nft", "-a", "list", "chain", family, table, name));
            while (matcher.find()) {
                HostChain.program("nft", "delete", "rule", family, table, name, "handle", matcher.group(1));
            }
        }

        private void iptables(String verb, HostRule rule, String comment) {
            List<String> command = new ArrayList<>(List.of(iptablesProgram(), "-w", "5", verb, name));
            command.addAll(rule.iptables(comment));
            HostChain.program(command.toArray(String[]::new));
        }
    }

    String table() {
        return key.table();
    }

    /// For people.
    String words() {
        return key.family().equals("legacy")
                ? "chain " + key.name() + " of iptables-legacy"
                : "chain " + key.name() + " of table " + key.family() + " " + key.table();
    }

    /// Whether a name is in it; `nb0*` stands for itself.
    boolean mentions(String word) {
        return text.contains(word) || text.contains(word.replace('*', '+'));
    }

    /// Whether what no rule of it accepts is dropped.
    boolean drops() {
        List<String> rules = text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.equals("}") && !line.startsWith("#"))
                .toList();
        return text.contains("policy drop;")
                || text.contains("-P FORWARD DROP")
                || !rules.isEmpty() && DROP.matcher(rules.getLast()).matches();
    }

    /// All of them.
    static List<HostChain> forwarding(Nftables nftables) {
        List<HostChain> chains = new ArrayList<>();
        String family = "";
        String table = "";
        String name = "";
        for (String line : nftables.run("list chains").split("\n")) {
            Matcher head = HEAD.matcher(line);
            if (head.matches() && head.group(2) != null) {
                family = head.group(2);
                table = head.group(3);
            } else if (head.matches()) {
                name = head.group(4);
            } else if (line.contains("hook forward")
                    && List.of("ip", "ip6", "inet").contains(family)) {
                Key key = new Key(family, table, name);
                rules(nftables, key).ifPresent(text -> chains.add(new HostChain(key, text)));
            }
        }
        legacy(chains);
        return chains;
    }

    /// What is in a chain; empty if its owner, which may be another Naru, has taken it away since it was listed.
    private static Optional<String> rules(Nftables nftables, Key key) {
        try {
            return Optional.of(nftables.run("list chain " + key.words()));
        } catch (Fault e) {
            if (e.sentence().contains("No such file or directory")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static void legacy(List<HostChain> chains) {
        try {
            if (Files.exists(LEGACY_TABLES) && Files.readAllLines(LEGACY_TABLES).contains("filter")) {
                chains.add(new HostChain(
                        new Key("legacy", "filter", "FORWARD"), program("iptables-legacy", "-S", "FORWARD")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Fault e) {
            System.getLogger("naru.network")
                    .log(System.Logger.Level.DEBUG, "rules of iptables-legacy are not readable: {0}", e.sentence());
        }
    }

    private static String program(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw Fault.internal(String.join(" ", command) + ": " + output.strip(), null);
            }
            return output;
        } catch (IOException e) {
            throw Fault.unavailable("cannot run " + command[0] + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.unavailable("interrupted while " + command[0] + " was running", e);
        }
    }
}
