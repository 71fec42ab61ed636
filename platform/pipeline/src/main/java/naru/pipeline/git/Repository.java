package naru.pipeline.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import naru.base.Fault;
import naru.pipeline.credential.Secret;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.treewalk.TreeWalk;

/// A job's repository: a bare mirror that is fetched into, from the address that the job is registered with and no
/// other. Used by one thread at a time.
public final class Repository {
    private static final Pattern ADDRESS =
            Pattern.compile("(https?://[^\\s]+|ssh://[^\\s]+|[A-Za-z0-9_.-]+@[A-Za-z0-9.-]+:[^\\s:][^\\s]*)");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    private static final int LARGEST_SCRIPT = 500_000;
    private static final int SECONDS = 120;

    static {
        NoUserConfig.install();
    }

    private final Path mirror;
    private final String address;
    private final Optional<Secret> login;
    private final Path knownHosts;

    /// The mirror in a folder, of an address, with what it needs to log in.
    public Repository(Path mirror, String address, Optional<Secret> login, Path knownHosts) {
        this.mirror = mirror;
        this.address = requireAddress(address);
        this.login = login;
        this.knownHosts = knownHosts;
    }

    /// An address of a kind that may be fetched from, or an INVALID fault: a local path would be read as root.
    public static String requireAddress(String address) {
        if (!ADDRESS.matcher(address).matches() || address.contains("::") || address.startsWith("-")) {
            throw Fault.invalid("the repository must be an address such as https://host/group/project.git,"
                    + " ssh://git@host/project.git or git@host:project.git, not a local path: " + address);
        }
        return address;
    }

    /// Refuses names that git programs could take for options or for something else than a branch.
    public static String requireBranch(String branch) {
        if (branch.startsWith("-") || !org.eclipse.jgit.lib.Repository.isValidRefName("refs/heads/" + branch)) {
            throw Fault.invalid("not a branch name: " + branch);
        }
        return branch;
    }

    /// Brings the mirror up to date; answers the commit that is meant: the given one, or the branch's head.
    public String fetch(String branch, String commit) {
        if (!commit.isEmpty() && !COMMIT.matcher(commit).matches()) {
            throw Fault.invalid("a commit is 40 hexadecimal digits, not " + commit);
        }
        try (Git git = open()) {
            Login.configure(git.fetch(), login, knownHosts)
                    .setRemote(address)
                    .setRefSpecs(new RefSpec("+refs/heads/*:refs/heads/*"))
                    .setTagOpt(TagOpt.AUTO_FOLLOW)
                    .setRemoveDeletedRefs(true)
                    .setTimeout(SECONDS)
                    .call();
            return resolve(git, branch, commit);
        } catch (GitAPIException e) {
            throw away("cannot fetch ", e);
        } catch (IOException e) {
            throw Fault.internal("cannot keep the mirror of " + address + ": " + e.getMessage(), e);
        }
    }

    /// The name of the branch that the server calls its default, or `main`.
    public String defaultBranch() {
        try {
            for (Ref ref : Login.configure(Git.lsRemoteRepository(), login, knownHosts)
                    .setRemote(address)
                    .setTimeout(SECONDS)
                    .call()) {
                if (ref.getName().equals(Constants.HEAD) && ref.isSymbolic()) {
                    return org.eclipse.jgit.lib.Repository.shortenRefName(
                            ref.getTarget().getName());
                }
            }
            return "main";
        } catch (GitAPIException e) {
            throw away("cannot reach ", e);
        }
    }

    private Fault away(String what, GitAPIException e) {
        String message = String.valueOf(e.getMessage());
        String hint = message.contains("did not validate")
                ? "the host shows another key than the first time; if that is as it should be, remove its line from "
                        + knownHosts
                : message + " (is the address right, and the credential?)";
        return Fault.unavailable(what + address + ": " + hint, e);
    }

    private String resolve(Git git, String branch, String commit) throws IOException {
        ObjectId id = commit.isEmpty()
                ? git.getRepository().resolve("refs/heads/" + requireBranch(branch))
                : ObjectId.fromString(commit);
        if (id == null) {
            throw Fault.notFound("there is no branch " + branch + " in " + address);
        }
        try (RevWalk walk = new RevWalk(git.getRepository())) {
            return walk.parseCommit(id).getName();
        } catch (MissingObjectException e) {
            throw new Fault(Fault.Kind.NOT_FOUND, "commit " + commit + " is not in " + address, e);
        }
    }

    private Git open() throws IOException, GitAPIException {
        if (Files.isDirectory(mirror.resolve("objects"))) {
            return Git.open(mirror.toFile());
        }
        Files.createDirectories(mirror);
        return Git.init().setBare(true).setDirectory(mirror.toFile()).call();
    }

    /// The text of a file in a commit; a link, a folder, a path that leads outside or nothing is a fault.
    public String text(String commit, String path) {
        Path clean = Path.of(path).normalize();
        if (path.isEmpty() || clean.isAbsolute() || clean.startsWith("..")) {
            throw Fault.invalid("the script path must stay inside the repository: " + path);
        }
        try (Git git = open();
                RevWalk walk = new RevWalk(git.getRepository())) {
            RevCommit parsed = walk.parseCommit(ObjectId.fromString(commit));
            TreeWalk file = TreeWalk.forPath(git.getRepository(), clean.toString(), parsed.getTree());
            if (file == null) {
                throw Fault.notFound("there is no " + path + " in commit " + commit.substring(0, 8) + " of " + address);
            }
            FileMode mode = file.getFileMode(0);
            if (!mode.equals(FileMode.REGULAR_FILE) && !mode.equals(FileMode.EXECUTABLE_FILE)) {
                throw Fault.invalid(path + " in commit " + commit.substring(0, 8) + " is not a regular file");
            }
            ObjectLoader blob = git.getRepository().open(file.getObjectId(0));
            if (blob.getSize() > LARGEST_SCRIPT) {
                throw Fault.tooLarge(path + " has " + blob.getSize() + " bytes, at most " + LARGEST_SCRIPT);
            }
            return new String(blob.getBytes(), StandardCharsets.UTF_8);
        } catch (IOException | GitAPIException e) {
            throw Fault.internal("cannot read " + path + " from the mirror: " + e.getMessage(), e);
        }
    }

    /// The subject of a commit.
    public String subject(String commit) {
        try (Git git = open();
                RevWalk walk = new RevWalk(git.getRepository())) {
            return walk.parseCommit(ObjectId.fromString(commit)).getShortMessage();
        } catch (IOException | GitAPIException e) {
            throw Fault.internal("cannot read commit " + commit + ": " + e.getMessage(), e);
        }
    }

    /// Makes a checkout of a commit in a new folder, with a `.git` whose origin is the job's address.
    public void checkout(String commit, String branch, Path folder) {
        try (Git git = Git.init().setDirectory(folder.toFile()).call()) {
            git.fetch()
                    .setRemote(mirror.toUri().toString())
                    .setRefSpecs(
                            new RefSpec("+refs/heads/*:refs/remotes/origin/*"), new RefSpec("+refs/tags/*:refs/tags/*"))
                    .call();
            StoredConfig config = git.getRepository().getConfig();
            config.setString("remote", "origin", "url", address);
            config.setString("remote", "origin", "fetch", "+refs/heads/*:refs/remotes/origin/*");
            config.save();
            git.checkout()
                    .setName(branch.isEmpty() ? "detached" : branch)
                    .setCreateBranch(true)
                    .setForced(true)
                    .setStartPoint(commit)
                    .call();
        } catch (IOException | GitAPIException e) {
            throw Fault.internal("cannot check out " + commit + ": " + e.getMessage(), e);
        }
    }

    /// Takes a folder away with all in it, following no links.
    public static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw Fault.internal("cannot delete " + folder + ": " + e.getMessage(), e);
        }
    }
}
