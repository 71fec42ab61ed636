package naru.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import naru.base.Fault;

/// Where this machine gets Debian's packages from (sources.list(5), one-line and deb822), asked for one suite.
final class AptSources {
    private static final String KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";
    private static final String PUBLIC = "http://deb.debian.org/debian";

    private AptSources() {}

    /// One-line sources of a suite, its updates and its security, from the mirrors of this machine.
    ///
    /// @param apt the folder `/etc/apt`
    static List<String> of(Path apt, String suite) {
        Set<String> archives = new LinkedHashSet<>();
        Set<String> security = new LinkedHashSet<>();
        for (Entry entry : entries(apt)) {
            boolean debian = entry.uri.replaceFirst("/+$", "").matches(".*/debian(-security)?");
            if (debian && entry.suite.matches("[a-z]+-security|[a-z]+/updates")) {
                security.add(entry.uri);
            } else if (debian && entry.suite.matches("[a-z]+(-updates)?")) {
                archives.add(entry.uri);
            }
        }
        String archive = archives.isEmpty() ? PUBLIC : archives.iterator().next();
        String secure = security.isEmpty()
                ? archive.replaceFirst("/debian/*$", "/debian-security")
                : security.iterator().next();
        String signed = Files.exists(Path.of(KEYRING)) ? "[signed-by=" + KEYRING + "] " : "";
        return List.of(
                "deb " + signed + archive + " " + suite + " main",
                "deb " + signed + archive + " " + suite + "-updates main",
                "deb " + signed + secure + " " + suite + "-security main");
    }

    /// The lines that an image gets: Debian's public addresses, whatever this machine uses.
    static List<String> published(String suite) {
        return List.of(
                "deb " + PUBLIC + " " + suite + " main",
                "deb " + PUBLIC + " " + suite + "-updates main",
                "deb " + PUBLIC + "-security " + suite + "-security main");
    }

    private record Entry(String uri, String suite) {}

    private static List<Entry> entries(Path apt) {
        List<Entry> entries = new ArrayList<>();
        try {
            Set<Path> files = new TreeSet<>();
            files.add(apt.resolve("sources.list"));
            if (Files.isDirectory(apt.resolve("sources.list.d"))) {
                try (Stream<Path> more = Files.list(apt.resolve("sources.list.d"))) {
                    more.forEach(files::add);
                }
            }
            for (Path file : files) {
                String name = file.toString();
                if (name.endsWith(".list") && Files.isRegularFile(file)) {
                    Files.readAllLines(file).forEach(line -> oneLine(line, entries));
                } else if (name.endsWith(".sources") && Files.isRegularFile(file)) {
                    stanzas(Files.readAllLines(file), entries);
                }
            }
        } catch (IOException e) {
            throw Fault.internal("cannot read the machine's package sources in " + apt, e);
        }
        return entries;
    }

    private static void oneLine(String line, List<Entry> entries) {
        String[] words = line.replaceFirst("\\[[^]]*]", "").strip().split("\\s+");
        if (words.length >= 3 && words[0].equals("deb")) {
            entries.add(new Entry(words[1], words[2]));
        }
    }

    private static void stanzas(List<String> lines, List<Entry> entries) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (line.isBlank()) {
                stanza(fields, entries);
                fields.clear();
            } else if (!line.startsWith("#") && !line.startsWith(" ") && colon > 0) {
                fields.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        stanza(fields, entries);
    }

    private static void stanza(Map<String, String> fields, List<Entry> entries) {
        boolean enabled = !fields.getOrDefault("enabled", "yes").equalsIgnoreCase("no");
        boolean binary = List.of(fields.getOrDefault("types", "").split("\\s+")).contains("deb");
        if (enabled && binary) {
            for (String uri : fields.getOrDefault("uris", "").split("\\s+")) {
                for (String suite : fields.getOrDefault("suites", "").split("\\s+")) {
                    entries.add(new Entry(uri, suite));
                }
            }
        }
    }
}
