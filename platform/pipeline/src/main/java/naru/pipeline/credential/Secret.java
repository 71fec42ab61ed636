package naru.pipeline.credential;

import java.util.Base64;
import java.util.List;

/// What a credential holds. Its text form says nothing of the value.
public sealed interface Secret {
    /// A user's name and password.
    record Password(String username, String password) implements Secret {
        @Override
        public String toString() {
            return "password";
        }
    }

    /// A secret text.
    record Text(String value) implements Secret {
        @Override
        public String toString() {
            return "text";
        }
    }

    /// A secret file, its content in base64.
    record FileContent(String fileName, String content) implements Secret {
        /// The bytes.
        public byte[] bytes() {
            return Base64.getDecoder().decode(content);
        }

        @Override
        public String toString() {
            return "file";
        }
    }

    /// A private key for SSH.
    record SshKey(String username, String key) implements Secret {
        @Override
        public String toString() {
            return "ssh-key";
        }
    }

    /// The name of the kind, as the API has it.
    default String kind() {
        return toString();
    }

    /// The user's name, or empty.
    default String user() {
        return switch (this) {
            case Password p -> p.username();
            case SshKey k -> k.username();
            case Text _, FileContent _ -> "";
        };
    }

    /// The values that must not be seen in logs.
    default List<String> values() {
        return switch (this) {
            case Password p -> List.of(p.password());
            case Text t -> List.of(t.value());
            case FileContent f -> List.of(new String(f.bytes(), java.nio.charset.StandardCharsets.UTF_8));
            case SshKey k -> List.of(k.key());
        };
    }
}
