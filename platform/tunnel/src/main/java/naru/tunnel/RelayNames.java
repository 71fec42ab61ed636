package naru.tunnel;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import naru.base.Fault;
import naru.base.Json;
import naru.store.Documents;
import org.jspecify.annotations.Nullable;

/// The names that are reserved, each for one token, for ever: until somebody releases it here. Safe for many
/// threads.
public final class RelayNames {
    private static final String COLLECTION = "relay-names";
    private static final int MAX_LENGTH = 63;
    private static final Set<String> RESERVED = Set.of(
            "www",
            "api",
            "admin",
            "root",
            "relay",
            "naru",
            "mail",
            "smtp",
            "imap",
            "pop",
            "ftp",
            "ns",
            "ns1",
            "ns2",
            "dns",
            "localhost",
            "status",
            "support",
            "security",
            "abuse",
            "postmaster",
            "hostmaster",
            "webmaster",
            "autoconfig",
            "autodiscover",
            "wpad",
            "isatap",
            "_acme-challenge");
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz";
    private static final String LETTERS_AND_DIGITS = LETTERS + "23456789";

    private final Documents documents;
    private final int perToken;
    private final List<Consumer<String>> releases = new CopyOnWriteArrayList<>();
    private final SecureRandom random = new SecureRandom();

    /// One reserved name.
    ///
    /// @param name the label, as in `shop`
    /// @param token id of the token it is reserved for
    /// @param chosen whether its owner chose it; otherwise it was drawn
    /// @param target what it was first asked for, such as `http 127.0.0.1:8080`: a drawn name is found again by it
    /// @param reserved since when
    /// @param seen when its agent was last seen connecting or leaving, if ever
    public record Reservation(
            String name,
            String token,
            boolean chosen,
            String target,
            Instant reserved,
            @Nullable Instant seen) {}

    RelayNames(Documents documents, int perToken) {
        this.documents = documents;
        this.perToken = perToken;
    }

    /// All reservations, by name.
    public List<Reservation> list() {
        return documents.all(COLLECTION).values().stream()
                .map(json -> Json.read(json, Reservation.class))
                .toList();
    }

    /// The reservation of a name, if there is one.
    public Optional<Reservation> find(String name) {
        return documents.get(COLLECTION, name).map(json -> Json.read(json, Reservation.class));
    }

    /// Gives a name up: anybody may have it from now on. A live session under it is dropped.
    public synchronized void release(String name) {
        require(name);
        documents.delete(COLLECTION, name);
        releases.forEach(listener -> listener.accept(name));
    }

    /// Gives a name to another token, as when a token was revoked because it leaked. A live session is dropped.
    public synchronized void assign(String name, String token) {
        Reservation old = require(name);
        put(new Reservation(name, token, old.chosen(), old.target(), old.reserved(), old.seen()));
        releases.forEach(listener -> listener.accept(name));
    }

    /// The name that `token` asked for, reserved for it; or, asked for none, the one drawn for this target.
    ///
    /// INVALID: no DNS label, or a reserved word. CONFLICT: another token's. TOO_LARGE: the token has all it may
    /// have.
    synchronized Reservation reserve(String token, Optional<String> wanted, String target) {
        if (wanted.isEmpty()) {
            return list().stream()
                    .filter(r ->
                            !r.chosen() && r.token().equals(token) && r.target().equals(target))
                    .findFirst()
                    .orElseGet(() -> add(new Reservation(draw(), token, false, target, Instant.now(), null)));
        }
        String name = wanted.get();
        check(name);
        Optional<Reservation> held = find(name);
        if (held.isPresent() && !held.get().token().equals(token)) {
            throw Fault.conflict("the name '" + name + "' is reserved for another token: choose another name");
        }
        return held.orElseGet(() -> add(new Reservation(name, token, true, target, Instant.now(), null)));
    }

    /// Notes that the agent of a name came or went.
    synchronized void seen(String name, Instant when) {
        find(name).ifPresent(r -> put(new Reservation(name, r.token(), r.chosen(), r.target(), r.reserved(), when)));
    }

    /// Calls `listener` with every name that is released or given away from now on.
    void onRelease(Consumer<String> listener) {
        releases.add(listener);
    }

    /// Refuses what is no plain DNS label (RFC 1035, lower case, no punycode) and what must not be taken.
    static void check(String name) {
        if (name.length() > MAX_LENGTH || !name.matches("[a-z0-9]([a-z0-9-]*[a-z0-9])?")) {
            throw Fault.invalid("'" + shown(name) + "' cannot be a tunnel's name: use 1 to 63 of a-z, 0-9 and '-',"
                    + " not beginning or ending with '-'");
        }
        if (name.length() >= 4 && name.startsWith("--", 2)) {
            throw Fault.invalid("'" + name + "' cannot be a tunnel's name: '-' in third and fourth place means an"
                    + " encoded international name (xn--…), which is not allowed because such names can look alike");
        }
        if (RESERVED.contains(name)) {
            throw Fault.invalid("'" + name + "' cannot be a tunnel's name: it is a reserved word, choose another");
        }
    }

    private Reservation add(Reservation reservation) {
        long held = list().stream()
                .filter(r -> r.token().equals(reservation.token()))
                .count();
        if (held >= perToken) {
            throw Fault.tooLarge("this token holds " + held + " names, which is the limit: release one first");
        }
        put(reservation);
        return reservation;
    }

    private void put(Reservation reservation) {
        documents.put(COLLECTION, reservation.name(), Json.write(reservation));
    }

    private Reservation require(String name) {
        return find(name).orElseThrow(() -> Fault.notFound("no such tunnel name: " + shown(name)));
    }

    private String draw() {
        String name;
        do {
            StringBuilder text = new StringBuilder();
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
            while (text.length() < 10) {
                text.append(LETTERS_AND_DIGITS.charAt(random.nextInt(LETTERS_AND_DIGITS.length())));
            }
            name = text.toString();
        } while (find(name).isPresent());
        return name;
    }

    private static String shown(String name) {
        String text = name.length() > MAX_LENGTH ? name.substring(0, MAX_LENGTH) + "…" : name;
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
