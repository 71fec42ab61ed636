package naru.build.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import naru.base.Fault;
import naru.linux.Errno;
import naru.linux.InRoot;

/// The users and groups of a root file system, as its /etc/passwd and /etc/group name them. The files are read with
/// a limit and only if they are regular ones.
public final class Accounts {
    private static final int MAX = 4 << 20;
    private static final int NAME = 0;
    private static final int ID = 2;
    private static final int GROUP = 3;

    private final InRoot root;

    /// The accounts of `root`.
    public Accounts(InRoot root) {
        this.root = root;
    }

    /// Numbers of an owner.
    public record Owner(int uid, int gid) {
        /// root:root.
        public static final Owner ROOT = new Owner(0, 0);
    }

    /// Reads `user[:group]`, names or numbers; without a group it is that of the user's name or number.
    ///
    /// @throws Fault INVALID for a name that is not there
    public Owner owner(String text) {
        String[] parts = text.split(":", 2);
        String user = parts[0];
        Optional<String[]> entry = find("/etc/passwd", user);
        int uid = isNumber(user)
                ? number(user)
                : entry.map(fields -> number(fields[ID])).orElseThrow(() -> missing("uid for user", user));
        if (parts.length == 2 && !parts[1].isEmpty()) {
            return new Owner(uid, group(parts[1]).orElseThrow(() -> missing("gid for group", parts[1])));
        }
        int gid = group(user)
                .or(() -> entry.map(fields -> number(fields[GROUP])))
                .orElseThrow(() -> missing("gid for group", user));
        return new Owner(uid, gid);
    }

    private Optional<Integer> group(String name) {
        return isNumber(name)
                ? Optional.of(number(name))
                : find("/etc/group", name).map(fields -> number(fields[ID]));
    }

    private static Fault missing(String what, String name) {
        return Fault.invalid("unable to convert uid/gid chown string to host mapping: can't find " + what + " " + name);
    }

    private Optional<String[]> find(String file, String name) {
        return lines(file).stream()
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length > GROUP && fields[NAME].equals(name) && isNumber(fields[ID]))
                .findFirst();
    }

    private List<String> lines(String file) {
        try (InputStream in = root.read(file)) {
            return new String(in.readNBytes(MAX), UTF_8).lines().toList();
        } catch (Errno _) {
            return List.of(); // an image without accounts: only numbers will do
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isNumber(String text) {
        return text.matches("\\d{1,10}");
    }

    private static int number(String text) {
        return isNumber(text) ? (int) Long.parseLong(text) : 0;
    }
}
