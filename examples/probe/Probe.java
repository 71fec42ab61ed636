import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Asks the ferry's page 20 times a second, whether or not earlier answers have come, and says at the end what came of
/// it: a line for each that failed, and JSON. Run with `java Probe.java HOST:PORT NAME COOKIE SECONDS`: where to ask, for which name, as which session,
/// and for how long at most; SIGTERM ends it earlier. Prints `asking` once the page has answered.
static final int EACH_SECOND = 20;

static final int PATIENCE_MILLIS = 2_000;
static final Pattern STATUS = Pattern.compile("^HTTP/1\\.[01] ([0-9]{3})");
static final Pattern PAGE = Pattern.compile("Crossing ([0-9]+), from (\\S+)</p>");

/// What came of a request: when (nanoseconds), the count that the page told and the node that it came from; `why` says
/// why there was none.
record Outcome(long at, long crossing, String node, String why) {
    boolean answered() {
        return why.isEmpty();
    }
}

final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
final CountDownLatch first = new CountDownLatch(1);
final CountDownLatch enough = new CountDownLatch(1);
final CountDownLatch told = new CountDownLatch(1);

void main(String[] args) throws InterruptedException {
    int colon = args[0].lastIndexOf(':');
    String host = args[0].substring(0, colon);
    int port = Integer.parseInt(args[0].substring(colon + 1));
    byte[] request = ("GET / HTTP/1.1\r\nHost: " + args[1] + "\r\nCookie: " + args[2] + "\r\nConnection: close\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    Runtime.getRuntime().addShutdownHook(new Thread(this::end));
    long began = System.nanoTime();
    try (ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
            var clock = Executors.newSingleThreadScheduledExecutor()) {
        Runnable ask = () -> calls.submit(() -> outcomes.add(ask(new InetSocketAddress(host, port), request)));
        clock.scheduleAtFixedRate(ask, 0, 1_000_000 / EACH_SECOND, TimeUnit.MICROSECONDS);
        Thread.startVirtualThread(this::announce);
        enough.await(Long.parseLong(args[3]), TimeUnit.SECONDS);
        clock.shutdownNow();
    }
    outcomes.stream()
            .filter(one -> !one.answered())
            .forEach(one -> IO.println(String.format("failed at %.2f s: %s", (one.at() - began) / 1e9, one.why())));
    tell((System.nanoTime() - began) / 1e9);
    told.countDown();
}

void announce() {
    try {
        first.await();
        IO.println("asking");
    } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
    }
}

/// On SIGTERM: no more requests; those under way have their time.
void end() {
    enough.countDown();
    try {
        told.await(2L * PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
    }
}

Outcome ask(InetSocketAddress address, byte[] request) {
    try (Socket socket = new Socket()) {
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(address, PATIENCE_MILLIS);
        socket.getOutputStream().write(request);
        String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher status = STATUS.matcher(answer);
        Matcher page = PAGE.matcher(answer);
        if (!status.find() || !status.group(1).equals("200")) {
            return failed(answer.isEmpty() ? "empty" : "status " + (status.hasMatch() ? status.group(1) : "?") + " "
                    + answer.substring(answer.strip().lastIndexOf('\n') + 1).strip());
        }
        if (!page.find()) {
            return failed("cut short");
        }
        first.countDown();
        return new Outcome(System.nanoTime(), Long.parseLong(page.group(1)), page.group(2), "");
    } catch (SocketTimeoutException e) {
        return failed("no answer in " + PATIENCE_MILLIS / 1_000 + " s");
    } catch (IOException e) {
        return failed(e.getMessage());
    }
}

Outcome failed(String why) {
    return new Outcome(System.nanoTime(), 0, "", why.replaceAll("[\"\\\\\\p{Cntrl}]", " "));
}

void tell(double seconds) {
    List<Outcome> answers = outcomes.stream()
            .filter(Outcome::answered)
            .sorted(Comparator.comparingLong(Outcome::at))
            .toList();
    double gap = 0;
    for (int i = 1; i < answers.size(); i++) {
        gap = Math.max(gap, (answers.get(i).at() - answers.get(i - 1).at()) / 1e9);
    }
    IO.println(String.format(
            "{\"seconds\":%.1f,\"asked\":%d,\"failed\":%d,\"gap\":%.2f,\"counter\":%d,\"why\":\"%s\",\"nodes\":\"%s\"}",
            seconds,
            outcomes.size(),
            outcomes.size() - answers.size(),
            gap,
            answers.stream().mapToLong(Outcome::crossing).max().orElse(0),
            counted(outcomes.stream().filter(one -> !one.answered()).map(Outcome::why).toList()),
            counted(answers.stream().map(Outcome::node).toList())));
}

String counted(List<String> words) {
    Map<String, Long> counts =
            words.stream().collect(Collectors.groupingBy(word -> word, TreeMap::new, Collectors.counting()));
    return counts.entrySet().stream()
            .map(entry -> entry.getKey() + ": " + entry.getValue())
            .collect(Collectors.joining(", "));
}
