package naru.pipeline.tool;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.regex.Pattern;
import naru.base.Fault;

/// A tool as `tools { KIND 'NAME' }` names it, and where it comes from.
///
/// @param kind `nodejs`, `maven`, `jdk`, or any other word of letters and digits
/// @param name what the Jenkinsfile calls it
/// @param source how it is installed
public record ToolDefinition(String kind, String name, Source source) {
    private static final Pattern KIND = Pattern.compile("[a-z][a-zA-Z0-9]{0,39}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 _.+-]{0,99}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /// Checks the words; INVALID otherwise.
    public ToolDefinition {
        if (!KIND.matcher(kind).matches()) {
            throw Fault.invalid("a tool's type is a word such as nodejs, maven or jdk, not '" + kind + "'");
        }
        if (!NAME.matcher(name).matches()) {
            throw Fault.invalid("a tool's name has letters, digits, spaces and _.+-, at most 100, not '" + name + "'");
        }
    }

    /// Where a tool comes from.
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Archive.class, name = "archive"),
        @JsonSubTypes.Type(value = Image.class, name = "image"),
        @JsonSubTypes.Type(value = Command.class, name = "command")
    })
    public sealed interface Source {}

    /// A tar archive, of any compression that the machine's tar reads. A single folder at its top is left out.
    ///
    /// @param address `http://`, `https://`, or an absolute path of this machine
    /// @param sha256 of the archive, in hexadecimal; empty to take what comes
    public record Archive(String address, String sha256) implements Source {
        /// Checks the words; INVALID otherwise.
        public Archive {
            if (!address.matches("https?://\\S+|/\\S+")) {
                throw Fault.invalid("an archive is http://…, https://… or an absolute path, not '" + address + "'");
            }
            if (!sha256.isEmpty() && !SHA256.matcher(sha256).matches()) {
                throw Fault.invalid("a SHA-256 has 64 hexadecimal digits, not '" + sha256 + "'");
            }
        }
    }

    /// A folder of an image.
    ///
    /// @param reference the image
    /// @param path absolute path of the folder in it
    public record Image(String reference, String path) implements Source {
        /// Checks the words; INVALID otherwise.
        public Image {
            if (reference.isBlank() || !path.startsWith("/")) {
                throw Fault.invalid("an image's tool is a folder in it: --image REF --path /absolute/path");
            }
        }
    }

    /// A shell script, run with the machine's own programs and settings, that fills the folder `$NARU_TOOL`.
    public record Command(String script) implements Source {
        /// Checks the words; INVALID otherwise.
        public Command {
            if (script.isBlank()) {
                throw Fault.invalid("the command that installs a tool is empty");
            }
        }
    }
}
