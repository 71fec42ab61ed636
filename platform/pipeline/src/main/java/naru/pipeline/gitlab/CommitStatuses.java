package naru.pipeline.gitlab;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import naru.base.Fault;
import naru.pipeline.credential.Credentials;
import naru.pipeline.credential.Secret;
import naru.pipeline.job.Job;
import naru.pipeline.job.Run;
import naru.pipeline.job.RunListener;
import org.jspecify.annotations.Nullable;

/// Posts what becomes of runs to the commits of a GitLab, for jobs that name one. Each job's posts go out in order,
/// on a thread of their own while there are any; a GitLab that is away is asked again a few times, and never holds
/// up or fails a run. Safe for use by many threads.
public final class CommitStatuses implements RunListener, AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.pipeline");
    private static final int MOST_WAITING = 100;
    private static final int ATTEMPTS = 5;

    private final Credentials credentials;
    private final Duration pause;
    private @Nullable HttpClient http; // made when it is first needed: reading whom it trusts takes long
    private final Map<String, Deque<Post>> waiting = new HashMap<>();
    private boolean closed;

    private record Post(Job job, Job.Status status, Run run, Consumer<String> note) {}

    /// Posts with tokens that are credentials of kind secret text.
    ///
    /// @param pause before a post is tried again; doubled each time
    public CommitStatuses(Credentials credentials, Duration pause) {
        this.credentials = credentials;
        this.pause = pause;
    }

    @Override
    public void changed(Job job, Run run, Consumer<String> note) {
        Optional<Job.Status> status = job.status();
        if (status.isPresent() && !run.commit().isEmpty()) {
            enqueue(new Post(job, status.get(), run, note));
        }
    }

    private synchronized HttpClient http() {
        HttpClient there = http;
        if (there == null) {
            there = HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NEVER) // the token is for the address that was given
                    .connectTimeout(Duration.ofSeconds(5))
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
            http = there;
        }
        return there;
    }

    private synchronized void enqueue(Post post) {
        Deque<Post> queue = waiting.get(post.job().name());
        if (closed) {
            return;
        }
        if (queue != null && queue.size() >= MOST_WAITING) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "too many commit statuses of job {0} wait: one is dropped",
                    post.job().name());
            queue.removeFirst();
        }
        if (queue != null) {
            queue.addLast(post);
            return;
        }
        Deque<Post> fresh = new ArrayDeque<>();
        fresh.addLast(post);
        waiting.put(post.job().name(), fresh);
        Thread.ofVirtual()
                .name("naru-gitlab " + post.job().name())
                .start(() -> postAll(post.job().name()));
    }

    private void postAll(String job) {
        for (Optional<Post> next = next(job); next.isPresent(); next = next(job)) {
            deliver(next.get());
        }
    }

    private synchronized Optional<Post> next(String job) {
        Deque<Post> queue = waiting.get(job);
        Post post = queue == null || closed ? null : queue.pollFirst();
        if (post == null) {
            waiting.remove(job);
            notifyAll();
        }
        return Optional.ofNullable(post);
    }

    private void deliver(Post post) {
        try {
            CommitStatus status = CommitStatus.of(post.job(), post.status(), post.run());
            String token = token(post.status());
            String why = "";
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                if (attempt > 0) {
                    Thread.sleep(pause.multipliedBy(1L << (attempt - 1)));
                }
                Answer answer = attempt(status, token);
                if (answer.isFinal()) {
                    tell(post, answer.problem());
                    return;
                }
                why = answer.problem();
            }
            tell(post, why + "; given up after " + ATTEMPTS + " attempts");
        } catch (Fault e) {
            tell(post, e.sentence());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// @param isFinal whether asking again would change nothing
    /// @param problem empty if it was taken
    private record Answer(boolean isFinal, String problem) {}

    private Answer attempt(CommitStatus status, String token) throws InterruptedException {
        try {
            HttpResponse<String> answer = http().send(status.request(token), HttpResponse.BodyHandlers.ofString());
            int code = answer.statusCode();
            boolean repeated = code == 400 && answer.body().contains("Cannot transition status");
            if (code / 100 == 2 || repeated) {
                return new Answer(true, "");
            }
            boolean again = code == 429 || code >= 500;
            return new Answer(
                    !again, "GitLab answered " + code + " at " + status.target().getHost() + hint(code));
        } catch (IOException e) {
            return new Answer(false, "GitLab at " + status.target().getHost() + " does not answer");
        }
    }

    private static String hint(int code) {
        return switch (code) {
            case 401, 403 -> ": the token needs the scope 'api' and the role Developer";
            case 404 -> ": no such project or commit there, or the token may not see it";
            default -> "";
        };
    }

    private String token(Job.Status status) {
        return switch (credentials.secret(status.credential())) {
            case Secret.Text text -> text.value();
            case Secret.Password password -> password.password();
            case Secret.SshKey _, Secret.FileContent _ ->
                throw Fault.invalid(
                        "the credential " + status.credential() + " is no secret text: GitLab needs a token");
        };
    }

    private static void tell(Post post, String problem) {
        if (!problem.isEmpty()) {
            String sentence = "The commit's status was not posted: " + problem;
            LOG.log(System.Logger.Level.WARNING, "run {0}: {1}", post.run().id(), sentence);
            post.note().accept(sentence);
        }
    }

    /// Waits until everything is posted that waits now; for tests and for an orderly end.
    synchronized void awaitIdle() throws InterruptedException {
        while (!waiting.isEmpty()) {
            wait();
        }
    }

    /// Drops what waits.
    @Override
    public synchronized void close() {
        closed = true;
        if (http != null) {
            http.shutdownNow();
        }
    }
}
