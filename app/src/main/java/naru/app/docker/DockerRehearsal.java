package naru.app.docker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import naru.base.Fault;
import naru.base.Json;
import naru.http.Duplex;
import naru.http.HttpClient;
import naru.image.tar.TarEntry;
import naru.image.tar.TarWriter;

/// What docker's clients ask of a daemon first, for the start cache: its first calls, an image taken in, and the
/// life of a container that has the host's own files. For a daemon that nobody else uses.
public final class DockerRehearsal {
    private static final String VERSION = "/v1.43";
    private static final List<String> FIRST =
            List.of("/_ping", "/version", "/info", "/containers/json", "/images/json", "/networks", "/volumes");
    private static final String CONTAINER = "/containers/rehearsal";
    /// As the docker command line writes it, with a port, so that the rules of one are made.
    private static final String CREATE = """
            {"Hostname":"","User":"","AttachStdin":false,"AttachStdout":true,"AttachStderr":true,"Tty":false,"Env":["A=b"],
             "Cmd":["sleep","60"],"Image":"naru/host","Volumes":{},"WorkingDir":"","Entrypoint":null,"Labels":{},
             "ExposedPorts":{"80/tcp":{}},
             "HostConfig":{"Binds":null,"LogConfig":{"Type":"","Config":{}},"NetworkMode":"default",
              "PortBindings":{"80/tcp":[{"HostIp":"127.0.0.1","HostPort":""}]},
              "RestartPolicy":{"Name":"no","MaximumRetryCount":0},"Memory":0,"PidsLimit":0,"Dns":[],"Devices":[]},
             "NetworkingConfig":{"EndpointsConfig":{}}}
            """;
    private static final String EXEC = "{\"AttachStdout\":true,\"AttachStderr\":true,\"Cmd\":[\"true\"]}";

    private final HttpClient docker;

    private DockerRehearsal(HttpClient docker) {
        this.docker = docker;
    }

    /// Plays it against the daemon at a socket. Without the programs that run containers it ends before them.
    public static void play(Path socket) throws IOException {
        DockerRehearsal rehearsal = new DockerRehearsal(HttpClient.unix(socket));
        for (String path : FIRST) {
            rehearsal.ask("GET", path);
        }
        rehearsal.image();
        try {
            rehearsal.container();
        } catch (Fault e) {
            System.getLogger("naru.app").log(System.Logger.Level.INFO, "no container is rehearsed: {0}", e.sentence());
        }
    }

    private void image() throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(archive)) {
            tar.put(TarEntry.directory("etc", 0755, Instant.EPOCH));
            tar.put(TarEntry.file("etc/name", 0644, 1, Instant.EPOCH), new byte[] {'a'});
        }
        try (HttpClient.Answer answer =
                docker.send("POST", VERSION + "/images/create?fromSrc=-&repo=rehearsal", archive.toByteArray())) {
            answer.text();
        }
        ask("DELETE", "/images/rehearsal");
    }

    private void container() throws IOException {
        send("/containers/create?name=rehearsal", CREATE);
        try (Duplex output = docker.upgrade(
                "POST", VERSION + CONTAINER + "/attach?stream=1&stdout=1&stderr=1", "tcp", new byte[0])) {
            send(CONTAINER + "/start", "");
            exec();
            ask("GET", CONTAINER + "/json");
            ask("GET", CONTAINER + "/logs?stdout=1");
            send(CONTAINER + "/kill", "");
            output.in().transferTo(OutputStream.nullOutputStream());
        }
        ask("POST", CONTAINER + "/wait");
        ask("DELETE", CONTAINER + "?force=1");
    }

    private void exec() throws IOException {
        String id = Json.tree(send(CONTAINER + "/exec", EXEC).getBytes(StandardCharsets.UTF_8))
                .path("Id")
                .asString();
        HttpClient json = docker.with("Content-Type", "application/json");
        byte[] body = "{\"Detach\":false,\"Tty\":false}".getBytes(StandardCharsets.UTF_8);
        try (Duplex output = json.upgrade("POST", VERSION + "/exec/" + id + "/start", "tcp", body)) {
            output.in().transferTo(OutputStream.nullOutputStream());
        }
        ask("GET", "/exec/" + id + "/json");
    }

    private void ask(String method, String path) throws IOException {
        try (HttpClient.Answer answer = docker.send(method, VERSION + path, new byte[0])) {
            answer.text();
        }
    }

    /// Sends JSON and answers what came; a refusal is a fault.
    private String send(String path, String body) throws IOException {
        HttpClient json = docker.with("Content-Type", "application/json");
        try (HttpClient.Answer answer = json.send("POST", VERSION + path, body.getBytes(StandardCharsets.UTF_8))) {
            String text = answer.text();
            if (answer.status() >= 400) {
                throw Fault.unavailable(text, null);
            }
            return text;
        }
    }
}
