package naru.app;

import java.util.List;
import java.util.logging.LogManager;
import naru.base.Ahead;
import naru.base.Json;
import naru.cluster.pki.Keys;
import naru.container.Containers;
import naru.docker.Practice;
import naru.linux.Links;
import naru.linux.Nftables;

/// What a daemon needs at its start and what takes long the first time, begun while its command line is still read.
final class WarmUp {
    private WarmUp() {}

    /// Begins, if the words are a daemon's. A failure is of no effect: whoever needs the thing meets it again.
    static void begin(String[] words) {
        List<String> asked = List.of(words);
        if (asked.contains("daemon")) {
            Ahead.begin("warm-native", WarmUp::documentsAndCalls);
            Ahead.begin("warm-log", LogManager::getLogManager);
            if (!asked.containsAll(List.of("--no-cluster", "--no-relay"))) {
                Ahead.begin("warm-keys", Keys::curve); // computes a table of the curve
            }
        }
    }

    /// Goes on when the daemon is ready, beside whatever it is asked: the first container is then nearly as quick as
    /// others.
    static void practise(Containers containers) {
        Thread.ofPlatform().daemon().name("practice").start(() -> {
            try {
                Practice.play(containers);
            } catch (RuntimeException e) { // as before: whoever needs it meets it again
                System.getLogger("naru.app").log(System.Logger.Level.DEBUG, "practice ended early", e);
            }
        });
    }

    private static boolean documentsAndCalls() {
        Json.tree(Json.write(List.of("")));
        Links.open().close();
        Nftables.open().close();
        return true;
    }
}
