package naru.image.registry;

import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import naru.base.Fault;
import naru.image.Content;
import naru.image.Descriptor;
import naru.image.Image;
import naru.image.Images;
import naru.image.Manifest;
import naru.image.PullProgress;
import naru.image.Reference;
import naru.image.RegistryLogin;

/// Images from and to registries. Safe for use by many threads.
public final class Distribution {
    private final Images images;
    private final Content content;
    private final Hosts hosts;

    /// Works on these images.
    public Distribution(Images images, Content content, Hosts hosts) {
        this.images = images;
        this.content = content;
        this.hosts = hosts;
    }

    /// Fetches an image for this machine's platform and gives it the reference's name.
    ///
    /// @throws Fault NOT_FOUND in Docker's words for a name or tag that is not there or not for us; UNAVAILABLE for
    ///     a registry that is not reached; INVALID for content that is not what its digest says
    public Image pull(Reference reference, Optional<RegistryLogin> login, PullProgress progress) {
        Session session = session(reference, "pull", login);
        return new Pull(reference, session, images, content, progress).run();
    }

    /// Sends the image of that name and answers its manifest.
    ///
    /// @throws Fault NOT_FOUND if no image has that name; FORBIDDEN if the registry refuses
    public Descriptor push(Reference reference, Optional<RegistryLogin> login, PullProgress progress) {
        Image image = images.find(reference.familiar())
                .orElseThrow(() -> Fault.notFound(
                        "An image does not exist locally with the tag: " + reference.familiarRepository()));
        Session session = session(reference, "pull,push", login);
        return new Push(reference, image, session, images, content, progress).run();
    }

    /// What a registry has under a name, without fetching it.
    public Descriptor manifest(Reference reference, Optional<RegistryLogin> login) {
        Pull.Got got = new Pull(reference, session(reference, "pull", login), images, content, PullProgress.silent())
                .manifest(reference.selector());
        return new Descriptor(got.manifest().mediaType(), got.digest(), got.bytes().length);
    }

    /// The platforms that a registry's index lists under a name, as `os/architecture`; the manifest's kind is
    /// unknown to the caller before.
    public Manifest describe(Reference reference, Optional<RegistryLogin> login) {
        return new Pull(reference, session(reference, "pull", login), images, content, PullProgress.silent())
                .manifest(reference.selector())
                .manifest();
    }

    /// Tries to sign in at a registry's address; UNAUTHORIZED if it refuses, UNAVAILABLE if it is not reached.
    public void login(String address, RegistryLogin login) {
        String host =
                address.replaceFirst("^https?://", "").replaceFirst("/.*$", "").toLowerCase(Locale.ROOT);
        String registry = host.isEmpty() || host.equals("index.docker.io") ? "docker.io" : host;
        Session session = new Session(registry, hosts, "", Optional.of(login));
        HttpResponse<InputStream> answer = session.send(Session.Call.of("GET", Map.of()), session.at("/v2/"));
        int status = answer.statusCode();
        Session.discard(answer);
        if (status == 401 || status == 403) {
            throw Fault.unauthorized("login attempt to " + session.at("/v2/")
                    + " failed with status: 401 Unauthorized: incorrect username or password");
        }
        if (status != 200) {
            throw Fault.unavailable("login attempt to " + session.at("/v2/") + " failed with status: " + status, null);
        }
    }

    private Session session(Reference reference, String actions, Optional<RegistryLogin> login) {
        String scope = "repository:" + reference.repository() + ":" + actions;
        return new Session(reference.registry(), hosts, scope, login);
    }
}
