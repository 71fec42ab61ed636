package naru.kube.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import naru.base.Fault;
import naru.base.Json;
import naru.node.PodAccess;
import tools.jackson.databind.node.ObjectNode;

/// Carries a process' streams to a client and back until one of them ends.
final class ProcessRun {
    private static final System.Logger LOG = System.getLogger("naru.kube");

    private ProcessRun() {}

    /// Returns when the process has ended and the client knows it, or when the client is gone.
    ///
    /// @param own the client started the process and learns its exit code; who attached to a container
    ///     reads that from the pod
    static void carry(PodAccess.Session session, ProcessChannels channels, boolean own) throws IOException {
        Thread waiter = Thread.currentThread();
        Thread output = pump("stdout", session.stdout(), channels.stdout());
        Thread errors = pump("stderr", session.stderr(), channels.stderr());
        Thread input = Thread.ofVirtual().name("input").start(() -> {
            feed(session, channels);
            session.close(); // the client is gone
            waiter.interrupt();
        });
        try {
            int code = session.await();
            output.join();
            errors.join();
            channels.end(status(own ? code : 0));
            input.join();
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "the client went before its process");
        } catch (Fault e) {
            channels.end(failure(e));
        }
    }

    private static void feed(PodAccess.Session session, ProcessChannels channels) {
        try {
            channels.feed(session);
        } catch (IOException | Fault e) {
            LOG.log(System.Logger.Level.DEBUG, "input ended", e);
        }
    }

    private static Thread pump(String name, InputStream from, OutputStream to) {
        return Thread.ofVirtual().name(name).start(() -> {
            try {
                byte[] part = new byte[32 << 10];
                for (int n = from.read(part); n >= 0; n = from.read(part)) {
                    to.write(part, 0, n);
                    to.flush();
                }
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "output ended", e);
            }
        });
    }

    /// How a process ended, as clients read exit codes from it (k8s.io/client-go remotecommand v4).
    private static byte[] status(int code) {
        ObjectNode status = Json.mapper().createObjectNode();
        status.putObject("metadata");
        if (code == 0) {
            return Json.write(status.put("status", "Success"));
        }
        status.put("status", "Failure");
        status.put("message", "command terminated with non-zero exit code: exit code " + code);
        status.put("reason", "NonZeroExitCode");
        status.putObject("details")
                .putArray("causes")
                .addObject()
                .put("reason", "ExitCode")
                .put("message", Integer.toString(code));
        return Json.write(status);
    }

    private static byte[] failure(Fault fault) {
        ObjectNode status = Json.mapper().createObjectNode();
        status.putObject("metadata");
        status.put("status", "Failure").put("reason", "InternalError").put("message", fault.sentence());
        return Json.write(status.put("code", 500));
    }
}
