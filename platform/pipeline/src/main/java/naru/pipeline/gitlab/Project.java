package naru.pipeline.gitlab;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import naru.base.Fault;

/// Which project of a GitLab a repository's address names.
final class Project {
    private Project() {}

    /// The project's path as GitLab's API takes it in an address, such as `group%2Fshop`.
    ///
    /// @param gitlab the address of GitLab, which may have a path of its own
    /// @param repository the address of the repository: HTTP(S), `ssh://`, or `user@host:path`
    static String id(String gitlab, String repository) {
        String path = path(repository);
        String base = URI.create(gitlab).getPath();
        if (base != null && base.length() > 1 && path.startsWith(base)) {
            path = path.substring(base.length());
        }
        String bare = path.replaceFirst("^/+", "").replaceFirst("/+$", "").replaceFirst("\\.git$", "");
        if (!bare.contains("/")) {
            throw Fault.invalid("the repository " + repository + " names no project of GitLab (group/project)");
        }
        return URLEncoder.encode(bare, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String path(String repository) {
        if (repository.contains("://")) {
            return String.valueOf(URI.create(repository).getPath());
        }
        return repository.substring(repository.indexOf(':') + 1);
    }
}
