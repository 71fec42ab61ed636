package naru.etcd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The etcd program of this machine, 3.5 or newer.
///
/// @param path of the program
/// @param version such as 3.5.16
public record EtcdProgram(Path path, String version) {
    private static final Pattern VERSION = Pattern.compile("etcd Version: (3\\.(\\d+)\\.\\S+)");
    private static final int MINOR = 5;

    /// For how long etcd itself keeps old revisions; the same as stores in memory do.
    private static final String RETENTION = "5m";

    /// The first that is new enough: on PATH, then in these folders.
    public static Optional<EtcdProgram> find(List<Path> folders) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(
                        Pattern.compile(":")
                                .splitAsStream(path)
                                .filter(p -> !p.isEmpty())
                                .map(Path::of),
                        folders.stream())
                .map(folder -> folder.resolve("etcd"))
                .filter(Files::isExecutable)
                .flatMap(file -> at(file).stream())
                .findFirst();
    }

    /// This file, if it is an etcd that is new enough.
    public static Optional<EtcdProgram> at(Path file) {
        try {
            Process asked = new ProcessBuilder(file.toString(), "--version")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            asked.waitFor(5, TimeUnit.SECONDS);
            Matcher version = VERSION.matcher(answer);
            return version.find() && Integer.parseInt(version.group(2)) >= MINOR
                    ? Optional.of(new EtcdProgram(file, version.group(1)))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /// How a member is started: by setpriv(1), where there is one, so that it ends with the thread that
    /// started it.
    List<String> command(EtcdMember member) {
        List<String> words = new ArrayList<>();
        Path setpriv = Path.of("/usr/bin/setpriv");
        if (Files.isExecutable(setpriv)) {
            words.addAll(List.of(setpriv.toString(), "--pdeathsig", "KILL", "--"));
        }
        words.add(path.toString());
        words.addAll(List.of(
                "--name=" + member.name(),
                member.dataOption(),
                "--listen-client-urls=" + member.client(),
                "--advertise-client-urls=" + member.client(),
                "--listen-peer-urls=" + member.peer(),
                "--initial-advertise-peer-urls=" + member.peer(),
                "--initial-cluster=" + cluster(member.peers()),
                "--initial-cluster-state=" + (member.founding() ? "new" : "existing"),
                "--initial-cluster-token=naru",
                "--auto-compaction-mode=periodic",
                "--auto-compaction-retention=" + RETENTION,
                "--experimental-watch-progress-notify-interval=5s",
                "--log-level=warn",
                "--log-outputs=stderr"));
        member.tls().ifPresent(tls -> words.addAll(secured(tls)));
        return List.copyOf(words);
    }

    private static List<String> secured(EtcdOptions.Tls tls) {
        return List.of(
                "--client-cert-auth",
                "--trusted-ca-file=" + tls.authority(),
                "--cert-file=" + tls.certificate(),
                "--key-file=" + tls.key(),
                "--peer-client-cert-auth",
                "--peer-trusted-ca-file=" + tls.authority(),
                "--peer-cert-file=" + tls.certificate(),
                "--peer-key-file=" + tls.key());
    }

    private static String cluster(Map<String, java.net.URI> peers) {
        List<String> members = new ArrayList<>();
        new TreeMap<>(peers).forEach((name, peer) -> members.add(name + "=" + peer));
        return String.join(",", members);
    }
}
