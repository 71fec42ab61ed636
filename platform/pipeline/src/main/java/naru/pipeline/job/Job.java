package naru.pipeline.job;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import naru.base.Fault;
import naru.pipeline.git.Repository;
import naru.pipeline.workshop.Workshop;

/// What is run for a repository.
///
/// @param name letters, digits, `.`, `_` and `-`
/// @param repo address of the Git repository
/// @param credential id of what fetches it, if it needs any
/// @param branch pattern of the branches that are built, `*` for all
/// @param scriptPath path of the Jenkinsfile in the repository
/// @param image default image of its steps
/// @param mounts what its steps share with the host
/// @param docker whether its steps may use this engine
/// @param cluster the namespace of the cluster where its steps may do everything, an asterisk for all of
///     them, if they may deploy at all
/// @param status where results are posted, if anywhere
/// @param hookDigest SHA-256 of the token that webhooks show, in hexadecimal
public record Job(
        String name,
        String repo,
        Optional<String> credential,
        String branch,
        String scriptPath,
        String image,
        List<Workshop.Mount> mounts,
        boolean docker,
        Optional<String> cluster,
        Optional<Status> status,
        String hookDigest) {
    /// The image that holds the host's own programs.
    public static final String HOST_IMAGE = "naru/host";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}");
    private static final Pattern NAMESPACE = Pattern.compile("\\*|[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final int SHORTEST_TOKEN = 8;

    /// Checks all that can be checked without asking anybody; INVALID otherwise.
    public Job {
        mounts = List.copyOf(mounts);
        if (!NAME.matcher(name).matches()) {
            throw Fault.invalid("a job's name has letters, digits, '.', '_' and '-', at most 100: '" + name + "'");
        }
        if (cluster.filter(one -> !NAMESPACE.matcher(one).matches()).isPresent()) {
            throw Fault.invalid("a namespace has lower-case letters, digits and '-', at most 63; '*' is all of them: '"
                    + cluster.get() + "'");
        }
        Repository.requireAddress(repo);
        if (branch.isBlank() || scriptPath.isBlank() || image.isBlank()) {
            throw Fault.invalid("branch, scriptPath and image of a job cannot be empty");
        }
    }

    /// GitLab to which results are posted.
    ///
    /// @param gitlab its address
    /// @param credential id of the secret text with its token
    public record Status(String gitlab, String credential) {
        /// Checks the words; INVALID otherwise.
        public Status {
            if (!gitlab.matches("https?://[^\\s/]+(/\\S*)?") || credential.isBlank()) {
                throw Fault.invalid(
                        "results go to an address such as https://gitlab.example.org, with the credential of its"
                                + " token: --gitlab URL --gitlab-credential ID");
            }
        }
    }

    /// What is kept of a webhook's token; INVALID if it is too short to be a secret.
    public static String digest(String token) {
        if (token.length() < SHORTEST_TOKEN) {
            throw Fault.invalid("the webhook's token needs at least " + SHORTEST_TOKEN + " characters");
        }
        return HexFormat.of().formatHex(sha256(token));
    }

    /// Whether a webhook shows this job's token; takes the same time whatever is shown.
    public boolean admits(String token) {
        return MessageDigest.isEqual(sha256(token), HexFormat.of().parseHex(hookDigest));
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Whether a branch is built: `*` stands for any characters.
    public boolean builds(String name) {
        String[] parts = branch.split("\\*", -1);
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < parts.length; i++) {
            regex.append(i == 0 ? "" : ".*").append(Pattern.quote(parts[i]));
        }
        return Pattern.matches(regex.toString(), name);
    }

    /// Reads `SOURCE:PATH` or `SOURCE:PATH:ro`; a source is an absolute path or a volume's name.
    public static Workshop.Mount mount(String text) {
        String[] parts = text.split(":", -1);
        boolean shaped = parts.length == 2 || parts.length == 3 && (parts[2].equals("ro") || parts[2].equals("rw"));
        if (!shaped || parts[0].isEmpty() || !parts[1].startsWith("/")) {
            throw Fault.invalid("a mount is /host/path:/path or volume:/path, with :ro at its end to keep it: " + text);
        }
        return new Workshop.Mount(parts[0], parts[1], parts.length == 3 && parts[2].equals("ro"));
    }
}
