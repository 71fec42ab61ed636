package naru.clients;

import static naru.tests.SmallImage.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import naru.tests.Program;
import naru.tests.Result;
import naru.tests.SmallImage;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Fifty containers that do something, a daemon that is killed in the midst of it, and the one that comes after.
@Tag("system")
class FiftySurviveTest {
    private static final int WRITERS = 20;
    private static final int IDLERS = 18;
    private static final String WAITS_FOR_TERM = "trap 'exit 7' TERM; while :; do sleep 0.1; done";
    private static final String FAILS = "sleep 1; exit 3";

    @AutoClose
    private static final TestNaru naru = TestNaru.start();

    private static void run(String options, String script) {
        naru.dockerScript("run -d " + options + " " + IMAGE + " sh -c", script).ok();
    }

    /// Each look takes a process' start: it does not spin.
    private static void awaitState(String format, String name, String wanted) {
        String found = "";
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!found.equals(wanted) && System.nanoTime() < end) {
            found = naru.inspect(format, name);
        }
        assertThat(found).as(format + " of " + name).isEqualTo(wanted);
    }

    private static Map<String, String> pids() {
        Map<String, String> pids = new TreeMap<>();
        List<String> words = new ArrayList<>(List.of("inspect", "-f", "{{.Name}} {{.State.Pid}}"));
        words.addAll(naru.docker("ps -q").ok().lines().toList());
        naru.docker(words.toArray(String[]::new))
                .ok()
                .lines()
                .map(line -> line.split(" "))
                .forEach(pair -> pids.put(pair[0].substring(1), pair[1]));
        return pids;
    }

    private static void inParallel(List<Runnable> tasks) throws Exception {
        try (ExecutorService eight = Executors.newFixedThreadPool(8)) {
            List<Callable<Object>> calls =
                    tasks.stream().map(Executors::callable).toList();
            for (Future<Object> done : eight.invokeAll(calls)) {
                done.get();
            }
        }
    }

    private static void startFifty(int port) throws Exception {
        naru.docker("network create fifty").ok();
        List<Runnable> starts = new ArrayList<>();
        IntStream.range(0, WRITERS)
                .forEach(i -> starts.add(
                        () -> run("--name writer" + i, "i=0; while :; do i=$((i+1)); echo line $i; sleep 0.05; done")));
        IntStream.range(0, IDLERS).forEach(i -> starts.add(() -> run("--name idler" + i, "exec sleep 1000")));
        starts.add(() -> run(
                "--name web --network fifty -p 127.0.0.1:" + port + ":80",
                "echo page > /tmp/index.html; exec httpd -f -p 80 -h /tmp"));
        starts.add(() -> run("--name client --network fifty", "exec sleep 1000"));
        starts.add(() -> run("--name asked -i", "read word; echo got $word; exit 4"));
        starts.add(() -> run("--name ends", WAITS_FOR_TERM));
        starts.add(() -> run("--name ends-and-goes --rm", WAITS_FOR_TERM));
        starts.add(() -> run("--name shot", "exec sleep 1000"));
        starts.add(() -> run(
                "--name greedy --memory 16m --memory-swap 16m",
                "trap 'exec tail /dev/zero' TERM; while :; do sleep 0.1; done"));
        starts.add(() -> run("--name always --restart always", WAITS_FOR_TERM));
        starts.add(() -> run("--name on-failure --restart on-failure", WAITS_FOR_TERM));
        starts.add(() -> run("--name loop --restart on-failure", FAILS));
        starts.add(() -> run("--name frozen", "exec sleep 1000"));
        starts.add(() -> run(
                "--name tested --health-interval 200ms --health-retries 1 --health-cmd=:</tmp/well",
                "touch /tmp/well; exec sleep 1000"));
        inParallel(starts);
        naru.docker("pause frozen").ok();
    }

    private static void signal(String signal, String... pids) {
        List<String> words = new ArrayList<>(List.of("kill", "-s", signal));
        words.addAll(List.of(pids));
        Program.run(words, Map.of(), new byte[0], Duration.ofSeconds(10)).ok();
        for (String pid : pids) {
            ProcessHandle.of(Long.parseLong(pid))
                    .ifPresent(process -> process.onExit().join());
        }
    }

    private static String page(int port) {
        return Program.run(
                        List.of("curl", "-sS", "--max-time", "10", "http://127.0.0.1:" + port + "/"),
                        Map.of(),
                        new byte[0],
                        Duration.ofSeconds(20))
                .ok();
    }

    @Test
    void theyGoOnAndTheNextDaemonKnowsAllOfIt() throws Exception {
        SmallImage.importInto(naru);
        int port = naru.port();
        startFifty(port);
        awaitState("{{.State.Status}}", "loop", "restarting");
        awaitState("{{.State.Health.Status}}", "tested", "healthy");
        Map<String, String> before = pids();
        naru.kill();
        assertThat(page(port)).isEqualTo("page");
        signal("TERM", before.get("ends"), before.get("ends-and-goes"), before.get("greedy"));
        signal("KILL", before.get("shot"), before.get("always"), before.get("on-failure"));
        naru.startAgain();
        whatEndedIsKnown();
        policiesHold(before);
        whatRanRuns(before);
        everyLineIsThereOnce();
        commandsWork(port);
    }

    private static void whatEndedIsKnown() throws Exception {
        String code = "{{.State.Status}} {{.State.ExitCode}} {{.State.OOMKilled}}";
        awaitState(code, "ends", "exited 7 false");
        awaitState(code, "shot", "exited 137 false");
        awaitState(code, "greedy", "exited 137 true");
        assertThat(naru.docker("wait ends").ok()).isEqualTo("7");
        assertThat(naru.docker("ps -aq --filter name=ends-and-goes").ok()).isEmpty();
    }

    private static void policiesHold(Map<String, String> before) throws Exception {
        for (String name : List.of("always", "on-failure")) {
            awaitState("{{.State.Status}} {{.RestartCount}}", name, "running 1");
            assertThat(naru.inspect("{{.State.Pid}}", name)).isNotEqualTo(before.get(name));
        }
        int count = Integer.parseInt(naru.inspect("{{.RestartCount}}", "loop"));
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (Integer.parseInt(naru.inspect("{{.RestartCount}}", "loop")) <= count && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(Integer.parseInt(naru.inspect("{{.RestartCount}}", "loop"))).isGreaterThan(count);
    }

    private static void whatRanRuns(Map<String, String> before) {
        Map<String, String> after = pids();
        List<String> same = new ArrayList<>(List.of("web", "client", "asked", "frozen", "tested"));
        IntStream.range(0, WRITERS).forEach(i -> same.add("writer" + i));
        IntStream.range(0, IDLERS).forEach(i -> same.add("idler" + i));
        assertThat(same).allSatisfy(name -> assertThat(after.get(name)).as(name).isEqualTo(before.get(name)));
    }

    /// While they write on.
    private static void everyLineIsThereOnce() {
        for (int i = 0; i < WRITERS; i++) {
            List<String> lines = naru.docker("logs writer" + i).ok().lines().toList();
            List<String> wanted = IntStream.rangeClosed(1, lines.size())
                    .mapToObj(n -> "line " + n)
                    .toList();
            assertThat(lines).as("writer" + i).hasSizeGreaterThan(10).isEqualTo(wanted);
        }
    }

    private static void commandsWork(int port) throws Exception {
        assertThat(page(port)).isEqualTo("page");
        assertThat(naru.docker("exec client wget -q -O - http://web/").ok()).isEqualTo("page");
        Result attached = naru.dockerWith("word\n".getBytes(StandardCharsets.UTF_8), "attach", "asked");
        assertThat(attached.out()).isEqualTo("got word\n");
        assertThat(attached.exit()).isEqualTo(4);
        assertThat(naru.inspect("{{.State.Status}}", "frozen")).isEqualTo("paused");
        naru.docker("unpause frozen").ok();
        awaitState("{{.State.Health.Status}}", "tested", "healthy");
        naru.docker("exec tested rm /tmp/well").ok();
        awaitState("{{.State.Health.Status}}", "tested", "unhealthy");
        inParallel(IntStream.range(0, IDLERS)
                .<Runnable>mapToObj(i -> () -> assertThat(
                                naru.docker("exec idler" + i + " echo here").ok())
                        .isEqualTo("here"))
                .toList());
        naru.docker("stop -t 0 idler0 writer0 web client frozen tested").ok();
        assertThat(naru.inspect("{{.State.Status}} {{.State.ExitCode}}", "idler0"))
                .isEqualTo("exited 137");
        naru.docker("start idler0 web").ok();
        assertThat(naru.docker("exec web wget -q -O - http://127.0.0.1/").ok()).isEqualTo("page");
    }
}
