package naru.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import naru.base.Fault;

/// The keys by which a client at a terminal lets go of a process that goes on (`--detach-keys`).
///
/// @param keys bytes that come one after the other; empty: there are none, since there is no terminal
record DetachKeys(List<Byte> keys) {
    private static final int BUFFER = 8192;
    private static final String DEFAULT = "ctrl-p,ctrl-q";
    private static final String CONTROLS = "@abcdefghijklmnopqrstuvwxyz[\\]^_";

    /// Reads `a,ctrl-b`; empty is `ctrl-p,ctrl-q`. INVALID for what no key is.
    ///
    /// @param tty without a terminal nothing is a key
    static DetachKeys of(String text, boolean tty) {
        List<Byte> keys = List.of((text.isEmpty() ? DEFAULT : text).split(",", -1)).stream()
                .map(word -> key(word, text))
                .toList();
        return new DetachKeys(tty ? keys : List.of());
    }

    private static byte key(String word, String text) {
        int code = word.length() == 1 ? word.charAt(0) : control(word);
        if (code < 0 || code > 127) {
            throw Fault.invalid("Invalid detach keys (" + text + ") provided");
        }
        return (byte) code;
    }

    private static int control(String word) {
        return word.matches("ctrl-.") ? CONTROLS.indexOf(word.charAt(5)) : -1;
    }

    /// Passes input on until it ends or the keys have come; answers whether they did. Keys that turn out to be none
    /// are passed on late.
    boolean pass(InputStream from, OutputStream to) throws IOException {
        if (keys.isEmpty()) {
            from.transferTo(to);
            return false;
        }
        byte[] in = new byte[BUFFER];
        byte[] out = new byte[BUFFER + keys.size()];
        int matched = 0;
        for (int count = from.read(in); count >= 0; count = from.read(in)) {
            int length = 0;
            for (int i = 0; i < count; i++) {
                if (in[i] != keys.get(matched)) {
                    length = give(matched, out, length);
                    matched = 0;
                }
                if (in[i] == keys.get(matched)) {
                    matched++;
                } else {
                    out[length++] = in[i];
                }
                if (matched == keys.size()) {
                    to.write(out, 0, length);
                    return true;
                }
            }
            to.write(out, 0, length);
            to.flush();
        }
        return false;
    }

    /// The first keys were none after all.
    private int give(int matched, byte[] out, int at) {
        for (int i = 0; i < matched; i++) {
            out[at + i] = keys.get(i);
        }
        return at + matched;
    }
}
