package naru.container.ship;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import naru.base.Fault;

/// The system log: RFC 5424 and its older form, RFC 3164, over UDP, TCP, TLS (RFC 5425) or a local socket.
final class Syslog implements Destination {
    private static final Set<String> SCHEMES = Set.of("udp", "tcp", "tcp+tls", "unix", "unixgram");
    private static final List<String> FACILITIES = List.of(
            "kern",
            "user",
            "mail",
            "daemon",
            "auth",
            "syslog",
            "lpr",
            "news",
            "uucp",
            "cron",
            "authpriv",
            "ftp",
            "",
            "",
            "",
            "",
            "local0",
            "local1",
            "local2",
            "local3",
            "local4",
            "local5",
            "local6",
            "local7");
    private static final Set<String> FORMATS = Set.of("", "rfc3164", "rfc5424", "rfc5424micro");
    private static final List<Path> LOCAL =
            List.of(Path.of("/dev/log"), Path.of("/var/run/syslog"), Path.of("/var/run/log"));
    private static final int PORT = 514;
    private static final int ERROR = 3;
    private static final int INFORMATION = 6;
    private static final DateTimeFormatter OLD = DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ENGLISH);
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssXXX", Locale.ROOT);
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX", Locale.ROOT);

    private final Outlet outlet;
    private final Target target;
    private final String format;
    private final int facility;
    private final String host;
    private final String tag;

    private Syslog(Outlet outlet, Target target, Map<String, String> options, Origin origin) {
        this.outlet = outlet;
        this.target = target;
        this.format = options.getOrDefault("syslog-format", "");
        this.facility = facility(options.getOrDefault("syslog-facility", ""));
        this.host = origin.host();
        this.tag = Tag.of(options, origin);
    }

    static void check(Map<String, String> options) {
        if (!options.getOrDefault("syslog-address", "").isEmpty()) {
            target(options);
        }
        facility(options.getOrDefault("syslog-facility", ""));
        if (!FORMATS.contains(options.getOrDefault("syslog-format", ""))) {
            throw Fault.invalid("Invalid syslog format");
        }
    }

    static Syslog open(Map<String, String> options, Origin origin) throws IOException {
        Target target = target(options);
        Outlet outlet = target.scheme().equals("tcp+tls")
                ? Outlet.secure(target, Trust.of(options, "syslog-tls-"), Trust.anyName(options, "syslog-tls-"))
                : Outlet.open(target);
        return new Syslog(outlet, target, options, origin);
    }

    private static Target target(Map<String, String> options) {
        String address = options.getOrDefault("syslog-address", "");
        if (!address.isEmpty()) {
            if (!address.contains("://")) {
                throw Fault.invalid("unsupported scheme: ''");
            }
            return Target.parse("syslog-address", address, SCHEMES, PORT);
        }
        Path local = LOCAL.stream().filter(Files::exists).findFirst().orElse(LOCAL.getFirst());
        return new Target("unix", local.toString(), 0);
    }

    /// By name or number; empty is `daemon`.
    private static int facility(String word) {
        if (word.matches("\\d{1,2}") && Integer.parseInt(word) < FACILITIES.size()) {
            return Integer.parseInt(word);
        }
        int number = word.isEmpty() ? FACILITIES.indexOf("daemon") : FACILITIES.indexOf(word);
        if (number < 0) {
            throw Fault.invalid("invalid syslog facility");
        }
        return number;
    }

    @Override
    public void send(Line line) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(head(line).getBytes(StandardCharsets.UTF_8));
        message.writeBytes(line.text());
        if (target.scheme().equals("tcp+tls") && format.startsWith("rfc5424")) {
            outlet.write((message.size() + " ").getBytes(StandardCharsets.US_ASCII)); // RFC 5425 section 4.3
        } else {
            message.write('\n');
        }
        outlet.write(message.toByteArray());
    }

    private String head(Line line) {
        int priority = facility * 8 + (line.error() ? ERROR : INFORMATION);
        long self = ProcessHandle.current().pid();
        String old = OLD.format(line.time().atZone(ZoneId.systemDefault()));
        return switch (format) {
            case "rfc5424" ->
                "<%d>1 %s %s %s %d %s - "
                        .formatted(priority, SECONDS.format(line.time().atZone(ZoneOffset.UTC)), host, tag, self, tag);
            case "rfc5424micro" ->
                "<%d>1 %s %s %s %d %s - "
                        .formatted(priority, MICROS.format(line.time().atZone(ZoneOffset.UTC)), host, tag, self, tag);
            case "rfc3164" -> "<%d>%s %s %s[%d]: ".formatted(priority, old, host, tag, self);
            default ->
                target.port() == 0
                        ? "<%d>%s %s[%d]: ".formatted(priority, old, tag, self)
                        : "<%d>%s %s %s[%d]: ".formatted(priority, old, host, tag, self);
        };
    }

    @Override
    public void flush() throws IOException {
        outlet.flush();
    }

    @Override
    public void close() {
        outlet.close();
    }
}
