package naru.build.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Reads COPY and ADD.
final class TransferReader {
    private static final Set<String> COPY = Set.of("from", "chown", "chmod", "link", "parents", "exclude");
    private static final Set<String> ADD =
            Set.of("chown", "chmod", "link", "exclude", "keep-git-dir", "checksum", "unpack");

    private TransferReader() {}

    static Instruction copy(LogicalLine line, char escape) {
        Flags flags = Flags.take(line, escape, COPY);
        flags.is("link"); // a hint for caching, without effect on the result
        return new Instruction.Copy(line.source(), transfer(line, flags), flags.one("from"));
    }

    static Instruction add(LogicalLine line, char escape) {
        Flags flags = Flags.take(line, escape, ADD);
        flags.is("link");
        if (flags.is("keep-git-dir")) {
            throw line.source().unsupported("ADD --keep-git-dir");
        }
        return new Instruction.Add(line.source(), transfer(line, flags), flags.one("checksum"), flags.flag("unpack"));
    }

    private static Instruction.Transfer transfer(LogicalLine line, Flags flags) {
        List<String> words =
                new ArrayList<>(JsonForm.words(line.source(), flags.rest()).orElseGet(() -> Words.plain(flags.rest())));
        if (words.size() < 2) {
            String given = words.isEmpty() ? "none was" : "only one was";
            throw line.source()
                    .fault(line.keyword() + " requires at least two arguments, but " + given
                            + " provided. Destination could not be determined.");
        }
        String destination = words.removeLast();
        if (!line.heredocs().isEmpty()) {
            words.removeIf(word -> word.matches("<<-?[^<]+"));
            if (destination.startsWith("<<")) {
                throw line.source().fault(line.keyword() + " cannot accept a heredoc as a destination");
            }
        }
        return new Instruction.Transfer(
                words,
                line.heredocs(),
                destination,
                flags.one("chown"),
                flags.one("chmod"),
                flags.all("exclude"),
                flags.is("parents"));
    }
}
